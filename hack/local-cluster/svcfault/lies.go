package main

import (
	"encoding/json"
	"log"
	"net"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// claim is what is told of a Service or an EndpointSlice; a lie changes it.
type claim struct {
	slice   bool
	object  object
	deleted bool
}

type lie func(*claim)

// where a lie is told, and the table of the packet filter that its fault has there.
type where struct{ node, table string }

// late is by how much a proxy learns everything too late, more than any change may take.
const late = 15 * time.Second

// add makes one more lie told to the proxy of this node: NAME or NAME:TABLE.
func (l *liar) add(argument, node string) {
	name, table, _ := strings.Cut(argument, ":")
	if name == "late" {
		l.late = late
		return
	}
	made, ok := lies[name]
	if !ok {
		wrong("there is no lie " + name)
	}
	l.lies = append(l.lies, made(where{node, table}))
}

var lies = map[string]func(where) lie{
	"without-affinity": func(where) lie {
		return service(func(spec object) { spec["sessionAffinity"] = "None"; delete(spec, "sessionAffinityConfig") })
	},
	"internal-policy-cluster": func(where) lie {
		return service(func(spec object) { spec["internalTrafficPolicy"] = "Cluster" })
	},
	"external-policy-cluster": func(where) lie {
		return service(func(spec object) {
			if _, has := spec["externalTrafficPolicy"]; has {
				spec["externalTrafficPolicy"] = "Cluster"
			}
		})
	},
	"without-health-check": func(where) lie {
		return service(func(spec object) { delete(spec, "healthCheckNodePort") })
	},
	"without-source-ranges": func(where) lie {
		return service(func(spec object) { delete(spec, "loadBalancerSourceRanges") })
	},
	// The node's own endpoints are called another one's.
	"local-endpoints-elsewhere": func(here where) lie {
		return endpoints(func(all []any) []any {
			for _, endpoint := range all {
				if text(endpoint, "nodeName") == here.node {
					endpoint.(object)["nodeName"] = "elsewhere"
				}
			}
			return all
		})
	},
	// Of two endpoints and more the first one is not told of.
	"without-one-endpoint": func(where) lie {
		return endpoints(func(all []any) []any {
			if len(all) > 1 {
				return all[1:]
			}
			return all
		})
	},
	"all-ready": func(where) lie { return endpoints(allReady) },
	"without-terminating": func(where) lie {
		return endpoints(func(all []any) []any { return slices.DeleteFunc(all, isTerminating) })
	},
	// Endpoints that terminate are ready, where clients are bound to one.
	"bound-endpoints-stay": func(where) lie {
		bound := map[string]bool{}
		return func(c *claim) {
			if !c.slice {
				bound[serviceOf(c)] = text(c.object, "spec", "sessionAffinity") == "ClientIP"
			} else if bound[serviceOf(c)] {
				endpoints(allReady)(c)
			}
		}
	},
	// Whoever once was an endpoint stays one.
	"endpoints-stay": func(where) lie {
		type endpointsAndPorts struct {
			endpoints map[string]any
			ports     any
		}
		before := map[string]endpointsAndPorts{}
		return func(c *claim) {
			if !c.slice || c.deleted {
				return
			}
			known, ok := before[id(c)]
			if !ok {
				known.endpoints = map[string]any{}
			}
			ports, _ := c.object["ports"].([]any)
			if len(ports) == 0 {
				c.object["ports"] = known.ports
			} else {
				known.ports = ports
			}
			all, _ := c.object["endpoints"].([]any)
			for _, endpoint := range all {
				known.endpoints[address(endpoint)] = deepCopy(endpoint)
			}
			for known, endpoint := range known.endpoints {
				if !slices.ContainsFunc(all, func(each any) bool { return address(each) == known }) {
					all = append(all, endpoint)
				}
			}
			c.object["endpoints"] = all
			before[id(c)] = known
		}
	},
	// What is deleted is not.
	"services-stay": func(where) lie {
		return func(c *claim) { c.deleted = false }
	},
	"zones-exchanged": func(where) lie {
		other := map[string]string{"zone-a": "zone-b", "zone-b": "zone-a"}
		return endpoints(func(all []any) []any {
			for _, endpoint := range all {
				hints, _ := at(endpoint, "hints", "forZones").([]any)
				for _, hint := range hints {
					if zone, ok := other[text(hint, "name")]; ok {
						hint.(object)["name"] = zone
					}
				}
			}
			return all
		})
	},
	"at-most-64-endpoints": func(where) lie {
		return endpoints(func(all []any) []any { return all[:min(len(all), 64)] })
	},
	// The pod of worker-3 that has this name at its end is said to be where nobody is.
	"backend-misplaced": func(where) lie {
		return endpoints(func(all []any) []any {
			for _, endpoint := range all {
				if text(endpoint, "nodeName") == "worker-3" && strings.HasSuffix(text(endpoint, "targetRef", "name"), "-worker-3") {
					misplace(endpoint.(object))
				}
			}
			return all
		})
	},
	// Open streams to a Service are lost when another endpoint comes.
	"streams-cut": func(here where) lie {
		return once(func(all []any) bool { return len(all) > 1 }, here.cutStreams)
	},
	// Open streams to a Service are lost when the last of its endpoints terminates.
	"last-streams-cut": func(here where) lie {
		return once(func(all []any) bool { return len(all) > 0 && !slices.ContainsFunc(all, isServing) }, here.cutStreams)
	},
}

// service is a lie of the specification of every Service.
func service(edit func(spec object)) lie {
	return func(c *claim) {
		if !c.slice {
			edit(c.object["spec"].(object))
		}
	}
}

// endpoints is a lie of the endpoints of every slice.
func endpoints(edit func([]any) []any) lie {
	return func(c *claim) {
		if all, ok := c.object["endpoints"].([]any); c.slice && ok {
			c.object["endpoints"] = edit(all)
		}
	}
}

// misplace gives an endpoint the last address of its pods' network, which no pod gets before all others are taken.
func misplace(endpoint object) {
	network := net.ParseIP(address(endpoint))
	if network == nil {
		return
	}
	network[len(network)-1] = 254
	if network.To4() == nil {
		network[len(network)-2] = 255
	}
	endpoint["addresses"] = []any{network.String()}
}

func allReady(all []any) []any {
	for _, endpoint := range all {
		endpoint.(object)["conditions"] = object{"ready": true, "serving": true, "terminating": false}
	}
	return all
}

// once is no lie: where the endpoints of a Service come to be such, something happens to its ClusterIPs before it is told.
func once(such func([]any) bool, happen func(clusterIPs []any)) lie {
	addresses := map[string][]any{}
	done := map[string]bool{}
	return func(c *claim) {
		if !c.slice {
			addresses[serviceOf(c)], _ = at(c.object, "spec", "clusterIPs").([]any)
			return
		}
		all, _ := c.object["endpoints"].([]any)
		if such(all) && !done[id(c)] && !c.deleted {
			done[id(c)] = true
			happen(addresses[serviceOf(c)])
		}
	}
}

// cutStreams makes the node forget the streams to these addresses, whose packets then belong to none.
func (here where) cutStreams(clusterIPs []any) {
	for _, each := range clusterIPs {
		ip, _ := each.(string)
		if net.ParseIP(ip) == nil {
			continue
		}
		set := "cut4"
		if net.ParseIP(ip).To4() == nil {
			set = "cut6"
		}
		run("nft", "add", "element", "inet", here.table, set, "{ "+ip+" }")
		run("conntrack", "-D", "-p", "tcp", "--orig-dst", ip)
	}
}

func run(command string, arguments ...string) {
	if output, err := exec.Command(command, arguments...).CombinedOutput(); err != nil {
		log.Print(command, arguments, ": ", err, ": ", string(output))
	}
}

func isTerminating(endpoint any) bool {
	terminating, _ := at(endpoint, "conditions", "terminating").(bool)
	return terminating
}

func isServing(endpoint any) bool {
	return !isTerminating(endpoint)
}

func serviceOf(c *claim) string {
	name := text(c.object, "metadata", "name")
	if c.slice {
		name = text(c.object, "metadata", "labels", "kubernetes.io/service-name")
	}
	return text(c.object, "metadata", "namespace") + "/" + name
}

func id(c *claim) string {
	return text(c.object, "metadata", "uid")
}

func address(endpoint any) string {
	addresses, _ := at(endpoint, "addresses").([]any)
	if len(addresses) == 0 {
		return ""
	}
	first, _ := addresses[0].(string)
	return first
}

func at(from any, path ...string) any {
	for _, key := range path {
		inner, ok := from.(object)
		if !ok {
			return nil
		}
		from = inner[key]
	}
	return from
}

func text(from any, path ...string) string {
	found, _ := at(from, path...).(string)
	return found
}

func deepCopy(from any) any {
	data, err := json.Marshal(from)
	must(err)
	var to any
	must(json.Unmarshal(data, &to))
	return to
}
