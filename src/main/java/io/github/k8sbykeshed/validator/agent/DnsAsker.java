package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.NameNotFound;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks one DNS server. Messages are dnsjava's; the sockets are our own, so that a refused or silent
 * server is told apart as for any other probe, and neither a cache, nor the machine's resolver
 * configuration, nor a second server has a part in the answer.
 */
final class DnsAsker {

    /** What the DNS flag day of 2020 made the common size: it is never fragmented. */
    private static final int EDNS_PAYLOAD = 1232;

    /** Whoever sends more than was asked for is not understood. */
    private static final int MAX_DATAGRAM = 4096;

    private static final int MAX_ALIASES = 16;

    static {
        byte[] any = query(Name.root, Type.A).toWire();
        parse(any, any.length);
    }

    private final Probe probe;
    private final long start;
    private final long deadline;
    private final int type;
    private final Trace trace;

    private DnsAsker(Probe probe, int type, long start, long deadline, Trace trace) {
        this.trace = trace;
        this.probe = probe;
        this.type = type;
        this.start = start;
        this.deadline = deadline;
    }

    /** By being called, has the class, and with it dnsjava's, initialised. */
    static void load() {}

    private static Message query(Name name, int type) {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        query.addRecord(new OPTRecord(EDNS_PAYLOAD, 0, 0), Section.ADDITIONAL);
        return query;
    }

    static Observation ask(
            Probe probe, Target.Speech.Dns dns, long start, long deadline, Trace trace)
            throws Failed {
        // It may have to ask other servers first.
        trace.mayBeLate();
        int type = Type.value(dns.type());
        if (type < 0) {
            return new NotObserved("there is no record type " + dns.type());
        }
        List<Name> names = new ArrayList<>();
        try {
            if (dns.search().isEmpty() || dns.name().endsWith(".")) {
                names.add(Name.fromString(dns.name(), Name.root));
            } else {
                for (String domain : dns.search()) {
                    String under = dns.name() + "." + domain;
                    names.add(Name.fromString(domain.equals(".") ? dns.name() : under, Name.root));
                }
            }
        } catch (TextParseException e) {
            return new NotObserved("that is no DNS name: " + Failed.words(e));
        }
        var asker = new DnsAsker(probe, type, start, deadline, trace);
        Observation last = new NameNotFound();
        for (Name name : names) {
            last = asker.ask(name);
            if (!(last instanceof NameNotFound)) {
                break;
            }
        }
        return last;
    }

    private Observation ask(Name name) throws Failed {
        Message query = query(name, type);
        if (probe.target().protocol() == Protocol.TCP) {
            return overTcp(query);
        }
        // The whole answer may be too long for a datagram: then, as any resolver, by TCP.
        boolean[] truncated = new boolean[1];
        Observation observation =
                UdpCall.exchange(
                        probe.target(),
                        probe.sourcePort(),
                        trace,
                        start,
                        deadline,
                        query.toWire(),
                        MAX_DATAGRAM,
                        (bytes, length, sends) -> {
                            Message answer = parse(bytes, length);
                            if (answer == null) {
                                return new Answered(Greeting.unknown(bytes, 0, length));
                            }
                            if (!isAnswer(query, answer)) {
                                return null;
                            }
                            truncated[0] = answer.getHeader().getFlag(Flags.TC);
                            return judge(query, answer);
                        });
        if (!truncated[0]) {
            return observation;
        }
        try {
            return overTcp(query);
        } catch (Failed e) {
            String why = "truncated, and over TCP " + e.observation().describe();
            return new Answered(new Reply.Unknown(why.length() > 64 ? why.substring(0, 64) : why));
        }
    }

    private Observation overTcp(Message query) throws Failed {
        try (TcpCall call = TcpCall.connect(probe.target(), probe.sourcePort(), deadline, trace)) {
            byte[] message = query.toWire();
            byte[] framed = new byte[message.length + 2];
            framed[0] = (byte) (message.length >>> 8);
            framed[1] = (byte) message.length;
            System.arraycopy(message, 0, framed, 2, message.length);
            call.write(framed, 0, framed.length);
            byte[] size = new byte[2];
            call.readFully(size, 0, 2);
            byte[] bytes = new byte[(size[0] & 0xff) << 8 | (size[1] & 0xff)];
            call.readFully(bytes, 0, bytes.length);
            Message answer = parse(bytes, bytes.length);
            return answer == null || !isAnswer(query, answer)
                    ? new Answered(Greeting.unknown(bytes, 0, bytes.length))
                    : judge(query, answer);
        }
    }

    private static @Nullable Message parse(byte[] bytes, int length) {
        try {
            return new Message(ByteBuffer.wrap(bytes, 0, length));
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static boolean isAnswer(Message query, Message answer) {
        Record question = answer.getQuestion();
        return answer.getHeader().getFlag(Flags.QR)
                && answer.getHeader().getID() == query.getHeader().getID()
                // A server that cannot read the question need not repeat it.
                && (question == null || question.equals(query.getQuestion()));
    }

    private Observation judge(Message query, Message answer) {
        int rcode = answer.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return new Answered(new Reply.Unknown(Rcode.string(rcode)));
        }
        Name name = query.getQuestion().getName();
        List<Record> records = answer.getSection(Section.ANSWER);
        for (int aliases = 0; aliases < MAX_ALIASES; aliases++) {
            List<String> values = new ArrayList<>();
            long ttl = Long.MAX_VALUE;
            Name alias = null;
            for (Record each : records) {
                if (!each.getName().equals(name)) {
                    continue;
                }
                if (each.getType() == type) {
                    values.add(value(each));
                    ttl = Math.min(ttl, each.getTTL());
                } else if (each instanceof CNAMERecord cname) {
                    alias = cname.getTarget();
                }
            }
            if (!values.isEmpty()) {
                return new Answered(new Reply.Records(values, ttl));
            }
            if (alias == null) {
                break;
            }
            name = alias;
        }
        return new NameNotFound();
    }

    private static String value(Record one) {
        return switch (one) {
            case ARecord a -> new Address(a.getAddress().getHostAddress()).value();
            case AAAARecord aaaa -> new Address(aaaa.getAddress().getHostAddress()).value();
            case SRVRecord srv ->
                    srv.getPriority()
                            + " "
                            + srv.getWeight()
                            + " "
                            + srv.getPort()
                            + " "
                            + srv.getTarget().toString(true);
            case CNAMERecord cname -> cname.getTarget().toString(true);
            case PTRRecord ptr -> ptr.getTarget().toString(true);
            default -> one.rdataToString();
        };
    }
}
