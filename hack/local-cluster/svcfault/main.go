// Command svcfault is what faults of a local cluster need beside the packet filter.
//
//	svcfault serve NAME PORT
//	svcfault ask [OPTION]... tcp|udp ADDRESS PORT
//	svcfault ask [OPTION]... http|dns-udp|dns-tcp ADDRESS PORT PATH|NAME
//	svcfault lie PORT NODE API CERTIFICATES LIES
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		wrong("serve, ask or lie?")
	}
	arguments := os.Args[2:]
	switch os.Args[1] {
	case "serve":
		serve(arguments)
	case "ask":
		ask(arguments)
	case "lie":
		lieToProxy(arguments)
	default:
		wrong("there is no command " + os.Args[1])
	}
}

func wrong(what string) {
	fmt.Fprintln(os.Stderr, "svcfault: "+what)
	os.Exit(2)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "svcfault:", err)
		os.Exit(1)
	}
}
