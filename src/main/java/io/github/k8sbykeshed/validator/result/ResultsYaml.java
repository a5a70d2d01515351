package io.github.k8sbykeshed.validator.result;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Target;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.util.StdConverter;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * A run as a file: YAML, versioned, complete enough to render every report again. What is said of
 * single cells is written as rows of marks or numbers, since a large cluster has a million cells.
 */
public final class ResultsYaml {

    /** The version of the format that is written. */
    public static final String VERSION = "k8s-service-validator/v2";

    /** The version before, which says less: it is read as well. */
    private static final String FIRST_VERSION = "k8s-service-validator/v1";

    private static final ObjectMapper MAPPER = mapper();

    private ResultsYaml() {}

    /** Writes a run of which nothing is found. */
    public static void write(Run run, Path file) throws IOException {
        write(run, List.of(), file);
    }

    /**
     * Writes a run and what is found of it, for other programs: {@link #read} leaves that out,
     * since it follows from the run.
     *
     * @param findings records, of any kind
     */
    public static void write(Run run, List<? extends Record> findings, Path file)
            throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            MAPPER.writeValue(out, new Document(VERSION, run, findings));
        } catch (JacksonException e) {
            throw new IOException(file + " cannot be written: " + firstLine(e), e);
        }
    }

    /**
     * Reads a run.
     *
     * @throws IOException if the file cannot be read or is none of this version's; the message is
     *     one sentence, fit for a person
     */
    public static Run read(Path file) throws IOException {
        try (var in = Files.newBufferedReader(file);
                JsonParser parser = MAPPER.createParser(in)) {
            // The version comes first, so that a file of another one is told from a broken one.
            if (parser.nextToken() != JsonToken.START_OBJECT
                    || !"version".equals(parser.nextName())) {
                throw new IOException(file + " is not a results file: it does not begin so");
            }
            String version = parser.nextStringValue();
            if (!VERSION.equals(version) && !FIRST_VERSION.equals(version)) {
                throw new IOException(
                        file
                                + " is not a results file of version "
                                + VERSION
                                + ": render it with the svc-test that wrote it");
            }
            if (!"run".equals(parser.nextName()) || parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException(file + " is not a results file: it holds no run");
            }
            return parser.readValueAs(Run.class);
        } catch (JacksonException e) {
            throw new IOException(file + " is not a results file: " + firstLine(e), e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not a results file: it is not text in UTF-8", e);
        }
    }

    private static String firstLine(JacksonException e) {
        return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    }

    private record Document(String version, Run run, List<? extends Record> findings) {}

    private static ObjectMapper mapper() {
        var limits =
                StreamReadConstraints.builder()
                        .maxDocumentLength(-1)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build();
        // The parser of YAML has a limit of its own, 3 MB by default: a large cluster's file is
        // larger.
        var load = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
        var factory =
                YAMLFactory.builder()
                        .streamReadConstraints(limits)
                        .loadSettings(load)
                        .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                        .disable(YAMLWriteFeature.SPLIT_LINES)
                        // Other languages' readers know properties, not our tags.
                        .disable(YAMLWriteFeature.USE_NATIVE_TYPE_ID)
                        .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                        .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                        .build();
        return YAMLMapper.builder(factory)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                // What a record says of itself, such as isPositive, follows from the rest.
                .changeDefaultVisibility(all -> all.withIsGetterVisibility(Visibility.NONE))
                .changeDefaultPropertyInclusion(
                        all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
                .addMixIn(Address.class, AddressForm.class)
                .addMixIn(Table.class, TableForm.class)
                .addMixIn(Step.class, StepForm.class)
                .addMixIn(Outcome.class, OutcomeForm.class)
                .addMixIn(Expectation.class, ExpectationForm.class)
                .addMixIn(Observation.class, ObservationForm.class)
                .addMixIn(Reply.class, ReplyForm.class)
                .addMixIn(Target.Speech.class, SpeechForm.class)
                .build();
    }

    private interface AddressForm {
        @JsonValue
        String value();

        @JsonCreator
        static Address of(String value) {
            return new Address(value);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Outcome.Conforms.class, name = "conforms"),
        @JsonSubTypes.Type(value = Outcome.Violates.class, name = "violates"),
        @JsonSubTypes.Type(value = Outcome.Inconclusive.class, name = "inconclusive"),
        @JsonSubTypes.Type(value = Outcome.NotApplicable.class, name = "not-applicable"),
        @JsonSubTypes.Type(value = Outcome.NotRun.class, name = "not-run")
    })
    private interface OutcomeForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Expectation.AnsweredBy.class, name = "answered-by"),
        @JsonSubTypes.Type(value = Expectation.AnsweredByAll.class, name = "answered-by-all"),
        @JsonSubTypes.Type(value = Expectation.SameBackend.class, name = "same-backend"),
        @JsonSubTypes.Type(value = Expectation.ChosenAnew.class, name = "chosen-anew"),
        @JsonSubTypes.Type(value = Expectation.Served.class, name = "served"),
        @JsonSubTypes.Type(value = Expectation.Status.class, name = "status"),
        @JsonSubTypes.Type(value = Expectation.Resolves.class, name = "resolves"),
        @JsonSubTypes.Type(value = Expectation.Refused.class, name = "refused"),
        @JsonSubTypes.Type(value = Expectation.NotAnswered.class, name = "not-answered"),
        @JsonSubTypes.Type(value = Expectation.Seeing.class, name = "seeing"),
        @JsonSubTypes.Type(value = Expectation.OnPort.class, name = "on-port"),
        @JsonSubTypes.Type(value = Expectation.And.class, name = "and"),
        @JsonSubTypes.Type(value = Expectation.Measured.class, name = "measured"),
        @JsonSubTypes.Type(value = Expectation.Recorded.class, name = "recorded"),
        @JsonSubTypes.Type(value = Expectation.Unasked.class, name = "unasked")
    })
    private interface ExpectationForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Observation.Answered.class, name = "answered"),
        @JsonSubTypes.Type(value = Observation.Refused.class, name = "refused"),
        @JsonSubTypes.Type(value = Observation.TimedOut.class, name = "timed-out"),
        @JsonSubTypes.Type(value = Observation.Reset.class, name = "reset"),
        @JsonSubTypes.Type(value = Observation.Unreachable.class, name = "unreachable"),
        @JsonSubTypes.Type(value = Observation.NameNotFound.class, name = "name-not-found"),
        @JsonSubTypes.Type(value = Observation.NotObserved.class, name = "not-observed")
    })
    private interface ObservationForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Reply.Identity.class, name = "agent"),
        @JsonSubTypes.Type(value = Reply.Http.class, name = "http"),
        @JsonSubTypes.Type(value = Reply.Records.class, name = "dns"),
        @JsonSubTypes.Type(value = Reply.Tls.class, name = "tls"),
        @JsonSubTypes.Type(value = Reply.Unknown.class, name = "unknown")
    })
    private interface ReplyForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Target.Speech.ToAgent.class, name = "agent"),
        @JsonSubTypes.Type(value = Target.Speech.Http.class, name = "http"),
        @JsonSubTypes.Type(value = Target.Speech.Tls.class, name = "tls"),
        @JsonSubTypes.Type(value = Target.Speech.Dns.class, name = "dns")
    })
    private interface SpeechForm {}

    @JsonSerialize(converter = SaveTable.class)
    @JsonDeserialize(converter = RestoreTable.class)
    private interface TableForm {}

    private static final class SaveTable extends StdConverter<Table, SavedTable> {
        @Override
        public SavedTable convert(Table table) {
            return SavedTable.of(table);
        }
    }

    private static final class RestoreTable extends StdConverter<SavedTable, Table> {
        @Override
        public Table convert(SavedTable saved) {
            return saved.restore();
        }
    }

    @JsonSerialize(converter = SaveStep.class)
    @JsonDeserialize(converter = RestoreStep.class)
    private interface StepForm {}

    private static final class SaveStep extends StdConverter<Step, SavedStep> {
        @Override
        public SavedStep convert(Step step) {
            return SavedStep.of(step);
        }
    }

    private static final class RestoreStep extends StdConverter<SavedStep, Step> {
        @Override
        public Step convert(SavedStep saved) {
            return saved.restore();
        }
    }
}
