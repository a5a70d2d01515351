package io.github.k8sbykeshed.validator.probe;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IP address. It cannot be blank: dialling a blank host means dialling oneself, which is how a
 * Service without an address would seem to work.
 *
 * @param value the address as a literal, in the JDK's canonical spelling
 */
public record Address(String value) implements Comparable<Address> {

    /**
     * @throws IllegalArgumentException if the value is not an IPv4 or IPv6 literal; names are never
     *     resolved
     */
    public Address {
        if (value.isBlank()) {
            throw new IllegalArgumentException("an address must not be blank");
        }
        value = InetAddress.ofLiteral(value).getHostAddress();
    }

    /** Told by its spelling: a run asks for it millions of times. */
    public Family family() {
        return value.indexOf(':') >= 0 ? Family.IPV6 : Family.IPV4;
    }

    public InetAddress inet() {
        return InetAddress.ofLiteral(value);
    }

    /** The address and a port as a person writes them, IPv6 in brackets. */
    public String withPort(int port) {
        return family() == Family.IPV6 ? "[" + value + "]:" + port : value + ":" + port;
    }

    /**
     * In its shortest spelling (RFC 5952), the only one that the Kubernetes API takes where it is
     * strict: the longest run of zeros left out.
     */
    public String canonical() {
        String longest = "";
        int most = 0;
        for (Matcher run = Pattern.compile("(^|:)0(:0)+(:|$)").matcher(value); run.find(); ) {
            int groups = (int) run.group().chars().filter(each -> each == '0').count();
            if (groups > most) {
                longest = run.group();
                most = groups;
            }
        }
        return most == 0 ? value : value.replaceFirst(longest, "::");
    }

    @Override
    public int compareTo(Address other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
