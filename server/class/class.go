// Package class is a class: a teacher, a projector and up to 500 students who see one thing at a time.
package class
