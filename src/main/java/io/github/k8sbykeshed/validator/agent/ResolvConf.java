package io.github.k8sbykeshed.validator.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** What the pod's resolv.conf says, read once. */
record ResolvConf(List<String> search, List<String> nameservers) {

    static ResolvConf read() {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of("/etc/resolv.conf"));
        } catch (IOException e) {
            lines = List.of();
        }
        return parse(lines);
    }

    static ResolvConf parse(List<String> lines) {
        List<String> search = new ArrayList<>();
        List<String> nameservers = new ArrayList<>();
        for (String line : lines) {
            var words = new StringTokenizer(line);
            switch (words.hasMoreTokens() ? words.nextToken() : "") {
                case "search" -> {
                    // The last such line is the one that counts.
                    search.clear();
                    while (words.hasMoreTokens()) {
                        search.add(words.nextToken());
                    }
                }
                case "nameserver" -> {
                    if (words.hasMoreTokens()) {
                        nameservers.add(words.nextToken());
                    }
                }
                default -> {}
            }
        }
        return new ResolvConf(search, nameservers);
    }
}
