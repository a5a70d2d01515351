package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// liar is an API server in front of the real one. It tells the kube-proxy of one node something else of Services and
// EndpointSlices, and passes on all other requests. kube-proxy rewrites its own rules whenever it likes; what it believes, it
// also keeps believing.
type liar struct {
	api    *url.URL
	client *http.Client
	lies   []lie
	late   time.Duration
	lock   sync.Mutex
	known  map[string]map[string]bool
}

var liedAbout = map[string]bool{"/api/v1/services": true, "/apis/discovery.k8s.io/v1/endpointslices": true}

type object = map[string]any

func lieToProxy(arguments []string) {
	if len(arguments) < 5 {
		wrong("lie takes a port, a node, the API server, the directory of certificates, and lies")
	}
	api, err := url.Parse(arguments[2])
	must(err)
	transport := &http.Transport{TLSClientConfig: credentials(arguments[3])}
	l := &liar{api: api, client: &http.Client{Transport: transport}, known: map[string]map[string]bool{}}
	for _, name := range arguments[4:] {
		l.add(name, arguments[1])
	}
	passOn := httputil.NewSingleHostReverseProxy(api)
	passOn.Transport = transport
	passOn.FlushInterval = -1
	must(http.ListenAndServe("127.0.0.1:"+arguments[0], http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && liedAbout[r.URL.Path] {
			l.answer(w, r)
		} else {
			passOn.ServeHTTP(w, r)
		}
	})))
}

func credentials(directory string) *tls.Config {
	pair, err := tls.LoadX509KeyPair(filepath.Join(directory, "admin.crt"), filepath.Join(directory, "admin.key"))
	must(err)
	authority, err := os.ReadFile(filepath.Join(directory, "ca.crt"))
	must(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	return &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: roots}
}

func (l *liar) answer(w http.ResponseWriter, r *http.Request) {
	target := *l.api
	target.Path, target.RawQuery = r.URL.Path, r.URL.RawQuery
	request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, target.String(), nil)
	must(err)
	request.Header.Set("Accept", "application/json")
	response, err := l.client.Do(request)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	w.Header().Set("Content-Type", response.Header.Get("Content-Type"))
	w.WriteHeader(response.StatusCode)
	query := r.URL.Query()
	switch {
	case response.StatusCode != http.StatusOK:
		io.Copy(w, response.Body)
	case query.Get("watch") == "true" || query.Get("watch") == "1":
		l.watch(w, response.Body, r.URL.Path, query.Get("sendInitialEvents") == "true")
	default:
		l.list(w, response.Body, r.URL.Path)
	}
}

func (l *liar) list(w io.Writer, body io.Reader, path string) {
	var list object
	if err := json.NewDecoder(body).Decode(&list); err != nil {
		log.Print(err)
		return
	}
	l.forget(path)
	told := []any{}
	items, _ := list["items"].([]any)
	for _, item := range items {
		if event := l.retell(path, object{"type": "ADDED", "object": item}); event != nil {
			told = append(told, event["object"])
		}
	}
	list["items"] = told
	json.NewEncoder(w).Encode(list)
}

func (l *liar) watch(w http.ResponseWriter, body io.Reader, path string, initial bool) {
	type line struct {
		at   time.Time
		text []byte
	}
	// Long enough for all that happens in the time by which it is late.
	lines := make(chan line, 100_000)
	go func() {
		defer close(lines)
		in := bufio.NewReader(body)
		for {
			text, err := in.ReadBytes('\n')
			if err != nil {
				return
			}
			at := time.Now()
			if !initial {
				at = at.Add(l.late)
			}
			if initial && bytes.Contains(text, []byte("k8s.io/initial-events-end")) {
				initial = false
			}
			lines <- line{at, text}
		}
	}()
	if initial {
		l.forget(path)
	}
	for line := range lines {
		time.Sleep(time.Until(line.at))
		var event object
		if err := json.Unmarshal(line.text, &event); err != nil {
			log.Print(err)
			return
		}
		if event = l.retell(path, event); event == nil {
			continue
		}
		if json.NewEncoder(w).Encode(event) != nil {
			return
		}
		w.(http.Flusher).Flush()
	}
}

// retell makes an event a lie, or nil where nothing is left to tell.
func (l *liar) retell(path string, event object) object {
	kind, _ := event["type"].(string)
	if kind != "ADDED" && kind != "MODIFIED" && kind != "DELETED" {
		return event
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	c := claim{
		slice:   strings.HasSuffix(path, "slices"),
		object:  event["object"].(object),
		deleted: kind == "DELETED",
	}
	name := text(c.object, "metadata", "namespace") + "/" + text(c.object, "metadata", "name")
	before := l.known[path][name]
	for _, tell := range l.lies {
		tell(&c)
	}
	if c.deleted {
		delete(l.known[path], name)
		if !before {
			return nil
		}
		return object{"type": "DELETED", "object": c.object}
	}
	if l.known[path] == nil {
		l.known[path] = map[string]bool{}
	}
	l.known[path][name] = true
	if before {
		return object{"type": "MODIFIED", "object": c.object}
	}
	return object{"type": "ADDED", "object": c.object}
}

func (l *liar) forget(path string) {
	l.lock.Lock()
	defer l.lock.Unlock()
	delete(l.known, path)
}
