package io.github.k8sbykeshed.validator.probe;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The wire form of what is part of many messages. */
final class Fields {

    private static final Family[] FAMILIES = Family.values();
    private static final Protocol[] PROTOCOLS = Protocol.values();

    private Fields() {}

    static void put(DataOutputStream out, Address address) throws IOException {
        byte[] bytes = address.inet().getAddress();
        out.writeByte(address.family().ordinal());
        out.write(bytes);
    }

    static Address getAddress(DataInputStream in) throws IOException {
        byte[] bytes =
                new byte
                        [switch (FAMILIES[in.readByte()]) {
                            case IPV4 -> 4;
                            case IPV6 -> 16;
                        }];
        in.readFully(bytes);
        return new Address(InetAddress.getByAddress(bytes).getHostAddress());
    }

    static void put(DataOutputStream out, Protocol protocol) throws IOException {
        out.writeByte(protocol.ordinal());
    }

    static Protocol getProtocol(DataInputStream in) throws IOException {
        return PROTOCOLS[in.readByte()];
    }

    static void putStrings(DataOutputStream out, Collection<String> strings) throws IOException {
        out.writeInt(strings.size());
        for (String string : strings) {
            out.writeUTF(string);
        }
    }

    static List<String> getStrings(DataInputStream in) throws IOException {
        int count = count(in, 2);
        List<String> strings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            strings.add(in.readUTF());
        }
        return strings;
    }

    /** A number of elements, checked against the bytes that are there before room is made. */
    static int count(DataInputStream in, int smallest) throws IOException {
        int count = in.readInt();
        if (count < 0 || (long) count * smallest > in.available()) {
            throw new IOException(count + " elements do not fit the rest of the frame");
        }
        return count;
    }
}
