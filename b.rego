package x_test

test_a if http.send({})
