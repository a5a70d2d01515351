package io.github.k8sbykeshed.validator.probe;

import java.util.List;

/**
 * What an agent says of itself when a driver connects.
 *
 * @param identity the {@link Source#id()} that it answers with
 * @param instance random, new with each start of the process: tells a restarted agent, which has
 *     forgotten its batches
 * @param ports the ports that it serves on TCP and UDP alike, on all addresses
 * @param searchDomains the DNS search path of its pod
 * @param nameservers the DNS servers of its pod
 */
public record AgentInfo(
        String identity,
        String instance,
        List<Integer> ports,
        List<String> searchDomains,
        List<String> nameservers) {

    public AgentInfo {
        ports = List.copyOf(ports);
        searchDomains = List.copyOf(searchDomains);
        nameservers = List.copyOf(nameservers);
    }
}
