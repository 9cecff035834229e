// Stub stands for the tour in the test of a release.
package main

var version string

func main() { println(version) }
