package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

// What came of one question; each is one line of the output, by itself or as the first word.
const (
	answered = "answered"
	refused  = "refused"
	silent   = "silent"
	failed   = "failed"
)

var (
	times   = flag.Int("times", 1, "how many questions, each from a socket of its own")
	size    = flag.Int("size", 10, "bytes of a question to a server of svcfault")
	from    = flag.Int("from", 0, "the local port, 0 for any; the next ones for further questions")
	timeout = flag.Duration("timeout", time.Second, "how long to wait for an answer")
	again   = flag.Duration("again", 0, "ask once more on the same socket after so long; what comes of that counts")
)

// atOnce is how many questions are under way at the same time.
const atOnce = 50

func ask(arguments []string) {
	flag.CommandLine.Parse(arguments)
	if flag.NArg() < 3 {
		wrong("ask takes a protocol, an address and a port")
	}
	outcomes := make([]string, *times)
	var all sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for i := range outcomes {
		slots <- struct{}{}
		all.Go(func() {
			outcomes[i] = one(i)
			<-slots
		})
	}
	all.Wait()
	fmt.Println(strings.Join(outcomes, "\n"))
}

func one(i int) string {
	protocol, address, name := flag.Arg(0), net.JoinHostPort(flag.Arg(1), flag.Arg(2)), flag.Arg(3)
	switch protocol {
	case "tcp", "udp":
		return toServer(protocol, address, i)
	case "http":
		return get("http://" + address + name)
	case "dns-udp", "dns-tcp":
		return resolve(protocol[len("dns-"):], address, name)
	}
	wrong("there is no protocol " + protocol)
	return ""
}

func toServer(protocol, address string, i int) string {
	dialler := net.Dialer{Timeout: *timeout, Control: reuse}
	if *from != 0 && protocol == "tcp" {
		dialler.LocalAddr = &net.TCPAddr{Port: *from + i}
	} else if *from != 0 {
		dialler.LocalAddr = &net.UDPAddr{Port: *from + i}
	}
	connection, err := dialler.Dial(protocol, address)
	if err != nil {
		return outcome(err)
	}
	defer connection.Close()
	reply := exchange(connection)
	if *again != 0 {
		time.Sleep(*again)
		reply = exchange(connection)
	}
	return reply
}

func exchange(connection net.Conn) string {
	connection.SetDeadline(time.Now().Add(*timeout))
	question := fmt.Appendf(nil, "%d\n", *size)
	if _, err := connection.Write(append(question, bytes.Repeat([]byte("."), *size)...)); err != nil {
		return outcome(err)
	}
	reply := make([]byte, 512)
	n, err := connection.Read(reply)
	if err != nil {
		return outcome(err)
	}
	return answered + " " + strings.TrimSpace(string(reply[:n]))
}

func reuse(_, _ string, socket syscall.RawConn) error {
	return socket.Control(func(descriptor uintptr) {
		syscall.SetsockoptInt(int(descriptor), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	})
}

func get(url string) string {
	client := http.Client{Timeout: *timeout}
	response, err := client.Get(url)
	if err != nil {
		return outcome(err)
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	return fmt.Sprint(answered, " ", response.StatusCode)
}

// resolve tells the addresses that a name has; AAAA is asked for where the name is followed by "/AAAA", SRV by "/SRV".
func resolve(protocol, server, question string) string {
	name, kind, _ := strings.Cut(question, "/")
	resolver := net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, protocol, server)
		},
	}
	ctx, cancel := context.WithTimeout(context.Background(), *timeout)
	defer cancel()
	var found []string
	var err error
	switch kind {
	case "SRV":
		var records []*net.SRV
		_, records, err = resolver.LookupSRV(ctx, "", "", name)
		for _, record := range records {
			found = append(found, fmt.Sprintf("%s:%d", record.Target, record.Port))
		}
	default:
		network := "ip4"
		if kind == "AAAA" {
			network = "ip6"
		}
		var addresses []net.IP
		addresses, err = resolver.LookupIP(ctx, network, name)
		for _, address := range addresses {
			found = append(found, address.String())
		}
	}
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return answered + " nothing"
	}
	if errors.As(err, &dns) && !dns.IsTimeout && strings.Contains(dns.Err, "refused") {
		return refused
	}
	if err != nil {
		return outcome(err)
	}
	return answered + " " + strings.Join(found, " ")
}

func outcome(err error) string {
	var network net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return refused
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded),
		errors.As(err, &network) && network.Timeout():
		return silent
	}
	return failed + " " + err.Error()
}
