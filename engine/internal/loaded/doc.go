// Package loaded makes everything that answers questions about one configuration.
//
// Of makes a Configuration of the data of a configuration, with the policies of this
// program. FromParts and ReadBundle make one of a bundle, with the policies in the
// bundle, and refuse a bundle that is damaged or forged. A Configuration writes its own
// bundle.
//
// A View of package engine is a Configuration with its warnings and files.
package loaded
