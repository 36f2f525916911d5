//! The tests of this package run in a browser: a package of their own, since cargo would link every
//! program of the page's package for them.
