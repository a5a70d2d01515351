package io.github.k8sbykeshed.validator.agent;

import static io.github.k8sbykeshed.validator.agent.Given.observe;
import static io.github.k8sbykeshed.validator.agent.Given.unknown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.NameNotFound;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Observation.Phase;
import io.github.k8sbykeshed.validator.probe.Observation.Refused;
import io.github.k8sbykeshed.validator.probe.Observation.TimedOut;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Against a small DNS server, which serves the same on UDP and TCP. */
class DnsAskerTest {

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private DatagramChannel udp;
    private ServerSocket tcp;

    @BeforeEach
    void start() throws Exception {
        tcp =
                Given.tcp(socket -> {
                    var in = new DataInputStream(socket.getInputStream());
                    byte[] query = in.readNBytes(in.readUnsignedShort());
                    byte[] answer = answer(new Message(query), Protocol.TCP).toWire();
                    var out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(answer.length);
                    out.write(answer);
                    in.read();
                });
        udp =
                Given.udp(
                        tcp.getLocalPort(),
                        d -> {
                            Message query = new Message(d.bytes());
                            Message late = answer(query, Protocol.UDP);
                            late.getHeader().setID(query.getHeader().getID() ^ 1);
                            d.reply(late.toWire());
                            d.reply(answer(query, Protocol.UDP).toWire());
                        });
    }

    @AfterEach
    void stop() throws IOException {
        udp.close();
        tcp.close();
    }

    private Message answer(Message query, Protocol protocol) throws Exception {
        Record question = query.getQuestion();
        Name name = question.getName();
        asked.add(protocol + " " + name + " " + Type.string(question.getType()));
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        String host = name.toString(true);
        Name target = Name.fromString("pod.ns.svc.cluster.local.");
        switch (host) {
            case "two.svc" -> {
                switch (question.getType()) {
                    case Type.A -> {
                        add(answer, new ARecord(name, DClass.IN, 30, address("10.0.0.2")));
                        add(answer, new ARecord(name, DClass.IN, 5, address("10.0.0.1")));
                    }
                    case Type.AAAA ->
                            add(answer, new AAAARecord(name, DClass.IN, 30, address("fd00::1")));
                    case Type.SRV ->
                            add(answer, new SRVRecord(name, DClass.IN, 30, 0, 100, 8080, target));
                    case Type.PTR -> add(answer, new PTRRecord(name, DClass.IN, 30, target));
                    default -> {}
                }
            }
            case "alias.svc" -> {
                add(answer, new CNAMERecord(name, DClass.IN, 9, target));
                add(answer, new ARecord(target, DClass.IN, 7, address("10.0.0.3")));
                add(
                        answer,
                        new ARecord(Name.fromString("other."), DClass.IN, 1, address("10.9.9.9")));
            }
            case "dangling.svc" -> add(answer, new CNAMERecord(name, DClass.IN, 9, target));
            case "loop.svc" -> add(answer, new CNAMERecord(name, DClass.IN, 9, name));
            case "broken.svc" -> answer.getHeader().setRcode(Rcode.SERVFAIL);
            case "forbidden.svc" -> answer.getHeader().setRcode(Rcode.REFUSED);
            case "long.svc" -> {
                if (protocol == Protocol.UDP) {
                    answer.getHeader().setFlag(Flags.TC);
                } else {
                    for (int i = 0; i < 200; i++) {
                        add(answer, new ARecord(name, DClass.IN, 5, address("10.0.1." + i)));
                    }
                }
            }
            case "empty.svc" -> {}
            default -> answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return answer;
    }

    private static void add(Message answer, Record one) {
        answer.addRecord(one, Section.ANSWER);
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    private Observation ask(Protocol protocol, String name, String type, String... search)
            throws Exception {
        return ask(protocol, tcp.getLocalPort(), name, type, search);
    }

    private static Observation ask(
            Protocol protocol, int port, String name, String type, String... search)
            throws Exception {
        var question = new Speech.Dns(name, type, List.of(search));
        return observe(Probe.once(Given.speaking(question, protocol, port), 5000));
    }

    private static Observation records(long ttl, String... values) {
        return new Answered(new Reply.Records(List.of(values), ttl));
    }

    @ParameterizedTest
    @EnumSource
    void recordsOfEachType(Protocol protocol) throws Exception {
        assertEquals(records(5, "10.0.0.1", "10.0.0.2"), ask(protocol, "two.svc", "A"));
        assertEquals(records(30, "fd00:0:0:0:0:0:0:1"), ask(protocol, "two.svc", "AAAA"));
        assertEquals(
                records(30, "0 100 8080 pod.ns.svc.cluster.local"),
                ask(protocol, "two.svc", "SRV"));
        assertEquals(records(30, "pod.ns.svc.cluster.local"), ask(protocol, "two.svc", "PTR"));
        assertEquals(records(9, "pod.ns.svc.cluster.local"), ask(protocol, "alias.svc", "CNAME"));
        assertEquals(protocol + " two.svc. A", asked.getFirst());
        assertTrue(asked.stream().allMatch(a -> a.startsWith(protocol.name())), asked.toString());
    }

    @Test
    void anAliasIsFollowedWithinTheAnswer() throws Exception {
        assertEquals(records(7, "10.0.0.3"), ask(Protocol.UDP, "alias.svc", "A"));
        assertEquals(new NameNotFound(), ask(Protocol.UDP, "dangling.svc", "A"));
        assertEquals(new NameNotFound(), ask(Protocol.UDP, "loop.svc", "A"));
    }

    @Test
    void theSearchPathIsTriedInTurn() throws Exception {
        assertEquals(
                records(5, "10.0.0.1", "10.0.0.2"),
                ask(Protocol.UDP, "two", "A", "ns.svc", "svc", "never"));
        // The late answer is made too.
        assertEquals(
                List.of("UDP two.ns.svc. A", "UDP two.svc. A"), asked.stream().distinct().toList());
    }

    @Test
    void anAbsoluteNameIsAskedAsItIs() throws Exception {
        assertInstanceOf(Answered.class, ask(Protocol.UDP, "two.svc.", "A", "ns.svc"));
        assertEquals(List.of("UDP two.svc. A"), asked.stream().distinct().toList());
    }

    @Test
    void noSuchNameAndNoSuchRecord() throws Exception {
        assertEquals(new NameNotFound(), ask(Protocol.UDP, "nobody", "A", "svc", "ns.svc"));
        assertEquals(new NameNotFound(), ask(Protocol.TCP, "nobody.svc", "A"));
        assertEquals(new NameNotFound(), ask(Protocol.UDP, "empty.svc", "A"));
        assertEquals(new NameNotFound(), ask(Protocol.UDP, "two.svc", "CNAME"));
    }

    @Test
    void aServerThatFails() throws Exception {
        assertEquals("SERVFAIL", unknown(ask(Protocol.UDP, "broken.svc", "A")));
        // Not the same as no such name: the search ends.
        assertEquals("REFUSED", unknown(ask(Protocol.UDP, "forbidden", "A", "svc", "ns.svc")));
    }

    @Test
    void whatIsTooLongForADatagramIsAskedOverTcp() throws Exception {
        var answered = assertInstanceOf(Answered.class, ask(Protocol.UDP, "long.svc", "A"));
        assertEquals(200, assertInstanceOf(Reply.Records.class, answered.reply()).values().size());
    }

    @Test
    void whatIsTooLongForADatagramAndRefusedOverTcp() throws Exception {
        try (var alone =
                Given.udp(d -> d.reply(answer(new Message(d.bytes()), Protocol.UDP).toWire()))) {
            assertEquals(
                    "truncated, and over TCP refused",
                    unknown(ask(Protocol.UDP, Given.port(alone), "long.svc", "A")));
        }
    }

    @Test
    void nobodyThereAndSilence() throws Exception {
        Speech question = new Speech.Dns("two.svc", "A", List.of());
        int free;
        try (var silent = new DatagramSocket(Given.loopback(0))) {
            free = silent.getLocalPort();
            assertEquals(
                    new TimedOut(Phase.READ),
                    observe(Probe.once(Given.speaking(question, Protocol.UDP, free), 200)));
        }
        assertEquals(
                new Refused(),
                observe(Probe.once(Given.speaking(question, Protocol.UDP, free), 2000)));
    }

    @Test
    void garbage() throws Exception {
        try (var server = Given.udp(d -> d.reply("what?".getBytes(StandardCharsets.US_ASCII)))) {
            assertEquals(
                    "what?",
                    unknown(
                            observe(
                                    Probe.once(
                                            Given.speaking(
                                                    new Speech.Dns("a", "A", List.of()),
                                                    Protocol.UDP,
                                                    Given.port(server)),
                                            2000))));
        }
    }

    @Test
    void whatCannotBeAsked() throws Exception {
        assertInstanceOf(NotObserved.class, ask(Protocol.UDP, "a", "NONSENSE"));
        assertInstanceOf(NotObserved.class, ask(Protocol.UDP, "x".repeat(64), "A"));
        assertInstanceOf(NotObserved.class, ask(Protocol.UDP, "a..b", "A"));
    }
}
