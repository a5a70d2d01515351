package io.github.k8sbykeshed.validator.probe;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What was said by whoever answered. */
public sealed interface Reply {

    /**
     * An agent said who it is.
     *
     * @param agent the answering agent's {@link Source#id()}
     * @param port the port that it serves and was reached on
     * @param client the address that the agent saw the probe come from
     * @param clientPort the port that it saw the probe come from
     * @param sends datagrams sent until the answer came, 1 for TCP: more than 1 is a lost packet
     */
    record Identity(String agent, int port, Address client, int clientPort, int sends)
            implements Reply {}

    /**
     * An HTTP response.
     *
     * @param status 100 to 599
     * @param body its first bytes as text, at most 512 characters
     */
    record Http(int status, String body) implements Reply {}

    /** A server that speaks TLS answered; what it said of itself was not looked at. */
    record Tls() implements Reply {}

    /**
     * DNS records.
     *
     * @param values addresses, or {@code priority weight port target} of SRV; sorted
     * @param ttlSeconds the smallest time to live among them
     */
    record Records(List<String> values, long ttlSeconds) implements Reply {
        public Records {
            values = values.stream().sorted().toList();
        }

        /**
         * What the DNS specification of Kubernetes prescribes of the records: of SRV {@code port
         * target}, since it leaves priority and weight open.
         */
        public Set<String> prescribed() {
            return values.stream()
                    .map(value -> PRIORITY_AND_WEIGHT.matcher(value).replaceFirst(""))
                    .collect(Collectors.toUnmodifiableSet());
        }

        private static final Pattern PRIORITY_AND_WEIGHT =
                Pattern.compile("^\\d+ \\d+ (?=\\d+ \\S+$)");
    }

    /**
     * Something answered, but not in the way that an agent (or a server of the asked kind) does.
     *
     * @param firstBytes printable excerpt, at most 64 characters
     */
    record Unknown(String firstBytes) implements Reply {}

    /** In a few words, for a person. */
    default String describe() {
        return switch (this) {
            case Identity id -> id.agent();
            case Http http -> "HTTP " + http.status();
            case Tls() -> "a TLS server";
            case Records records -> String.join(", ", records.values());
            case Unknown unknown -> "someone unknown who said \"" + unknown.firstBytes() + "\"";
        };
    }
}
