// Package browser tests the pages that rolecall writes in a real Chromium. It is a module of its
// own, so that who imports the library does not inherit what drives the browser. Without a
// Chromium its tests are skipped.
package browser
