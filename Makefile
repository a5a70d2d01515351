# `make help` lists what can be asked for. Steps of more than a few lines are scripts in hack/.

VERSION := $(shell sed -n 's/^  <version>\(.*\)<.*/\1/p' pom.xml)
PLAIN   := target/quick/k8s-service-validator-$(VERSION).jar
JAR     := target/quick/k8s-service-validator-$(VERSION)-all.jar
SOURCES := $(shell find src/main pom.xml .mvn)
MAIN    := io.github.k8sbykeshed.validator.cli.Main
CLUSTER := hack/local-cluster/local-cluster

# For image-push.
TAG  ?= $(VERSION)
BASE ?= eclipse-temurin:25-jre

.DEFAULT_GOAL := help
ifneq ($(filter $(MAKECMDGOALS),run sonobuoy-run sonobuoy-retrieve),)
ifeq ($(words $(MAKECMDGOALS)),1)
MAKEFLAGS += --question
endif
endif
.PHONY: help run run-now sonobuoy-run sonobuoy-retrieve test test-rest test-all test-local-cluster test-perf unit-test detection build image image-push cluster-up cluster-down verify check-shell benchmark docs fmt clean

help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS='	' read -r t d; do printf '  make %-18s %s\n' "$$t" "$$d"; done

run: run-now ## validate a cluster: that of $KUBECONFIG or ~/.kube/config, else a local one started for it; ARGS='-labels ...' LOCAL=yes
	$(if $(filter 1,$(shell cat target/exit-code)),exit 1)

# make says 2 when anything fails, and 1 only when asked whether something is left to do. So it is asked, and what it shall do
# all the same is marked with +: that is how the exit code 1 of svc-test becomes that of `make run`.
run-now:
	+@mkdir -p target; env -u MAKEFLAGS hack/run $(ARGS); code=$$?; echo $$code >target/exit-code; [ $$code -le 1 ] || exit 2

sonobuoy-run: sonobuoy-run-now ## validate as a Sonobuoy plugin: ARGS='-labels ...' IMAGE= SONOBUOY=its binary SONOBUOY_IMAGE= SONOBUOY_ARGS= SONOBUOY_TIMEOUT=s
	$(if $(filter 1,$(shell cat target/exit-code)),exit 1)

sonobuoy-retrieve: sonobuoy-retrieve-now ## take the results of the last run from Sonobuoy: ARGS=folder
	$(if $(filter 1,$(shell cat target/exit-code)),exit 1)

sonobuoy-%-now:
	+@mkdir -p target; env -u MAKEFLAGS hack/sonobuoy-$* $(ARGS); code=$$?; echo $$code >target/exit-code; [ $$code -le 1 ] || exit 2

test: ## run unit tests, every check, a whole healthy run, a fault of each kind and the Sonobuoy plugin on a local cluster of their own
	@hack/test

test-rest: ## run the tests that `make test` leaves out: every scenario seen failing, rights, Job, Hydrophone, outages, the local cluster
	@hack/test rest

test-all: test test-rest ## run all tests

test-perf: ## measure the bandwidth between pods, through Services and past them, of the cluster that `make run` takes
	@hack/run -labels type=perf

test-local-cluster: ## run the tests of hack/local-cluster, about five minutes
	hack/local-cluster/test/run

detection: ## run the validation against every fault of the local cluster, which takes hours, and write docs/detection.md: ARGS='--faults hairpin --runs 1'
	@hack/detection $(ARGS)

unit-test: ## run the tests that need no cluster
	hack/mvn test

verify: check-shell ## run unit tests and every check: formatting, Error Prone, NullAway, architecture, dependencies, shell scripts
	hack/mvn verify

check-shell: ## check the shell scripts
	hack/check-shell

build: svc-test ## build ./svc-test, one executable file

svc-test: $(JAR) $(wildcard hack/executable/*)
	hack/executable/make $(JAR) $(MAIN) $@

$(JAR): $(SOURCES)
	rm -rf target/quick/libs # or it would keep what is no dependency any more
	hack/mvn -q -Dquick package
	touch $@ # which Maven does not if only comments changed

image: target/svc-test-image.tar ## build the image, as a tar that can be loaded into nodes; no registry is needed

target/svc-test-image.tar: target/cache
	hack/mvn -q -Dquick jib:buildTar -Dimage.name=k8sbykeshed/k8s-service-validator:$$(hack/image/tag)

target/cache: target/runtime $(JAR) hack/image/cache
	hack/image/cache target/runtime $(PLAIN) target/quick/libs $(MAIN) $@

target/runtime: hack/image/runtime hack/image/modules.txt
	hack/image/runtime $@
	touch $@

image-push: ## push the image for amd64 and arm64, on a public Java base: REGISTRY=host/path TAG=tag
	@[ -n "$(REGISTRY)" ] || { echo 'Say where to: make image-push REGISTRY=host/path TAG=tag' >&2; exit 2; }
	hack/mvn -Dquick package jib:build -Dimage.base=$(BASE) -Dimage.name=$(REGISTRY)/k8s-service-validator:$(TAG)

cluster-up: ## start the local cluster and print its kubeconfig
	@$(CLUSTER) up
	@$(CLUSTER) kubeconfig

cluster-down: ## end the local cluster
	@$(CLUSTER) down

benchmark: ## measure this machine: probes a second, a matrix beside kubectl exec, judging a million cells
	@hack/benchmark

docs: ## write docs/scenarios.md, docs/findings.md and docs/parity.md from the code
	hack/mvn -q test -Dtest=ParityTest,ScenariosDocumentTest,FindingsDocumentTest -DupdateDocs=true

fmt: ## format the sources
	hack/mvn -q spotless:apply

clean: ## remove what was built
	rm -rf target svc-test
