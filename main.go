// Vaughn imports message archives, lets reviewers withhold what the law
// exempts, and produces Bates-numbered PDFs that prove themselves.
package main

import (
	"os"

	"vaughn/app"
)

func main() { os.Exit(app.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
