package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"
)

// serve answers over TCP and UDP, in both families. A question is its own length in digits, a line end, and so many bytes; over TCP
// any number of them may follow each other. The answer is one line: who serves, and which address asked.
func serve(arguments []string) {
	if len(arguments) != 2 {
		wrong("serve takes a name and a port")
	}
	name, address := arguments[0], ":"+arguments[1]
	listener, err := net.Listen("tcp", address)
	must(err)
	packets, err := net.ListenPacket("udp", address)
	must(err)
	go func() {
		for {
			connection, err := listener.Accept()
			must(err)
			go serveStream(connection, name)
		}
	}()
	go func() {
		question := make([]byte, 65536)
		for {
			_, client, err := packets.ReadFrom(question)
			must(err)
			packets.WriteTo(answer(name, client), client)
		}
	}()
	// A first process gets only the signals it asks for.
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
}

func serveStream(connection net.Conn, name string) {
	defer connection.Close()
	in := bufio.NewReader(connection)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		length, err := strconv.Atoi(line[:len(line)-1])
		if err != nil {
			return
		}
		if _, err := in.Discard(length); err != nil {
			return
		}
		connection.Write(answer(name, connection.RemoteAddr()))
	}
}

func answer(name string, client net.Addr) []byte {
	host, _, _ := net.SplitHostPort(client.String())
	return fmt.Appendf(nil, "%s %s\n", name, host)
}
