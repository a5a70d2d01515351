package io.github.k8sbykeshed.validator.probe;

/** An IP address family, by the names that the Kubernetes Service API uses. */
public enum Family {
    IPV4("IPv4"),
    IPV6("IPv6");

    private final String apiName;

    Family(String apiName) {
        this.apiName = apiName;
    }

    /** The name in {@code Service.spec.ipFamilies}: {@code IPv4} or {@code IPv6}. */
    public String apiName() {
        return apiName;
    }
}
