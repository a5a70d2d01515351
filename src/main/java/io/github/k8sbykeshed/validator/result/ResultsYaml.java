package io.github.k8sbykeshed.validator.result;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
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
 * A run as a file: YAML, versioned, complete enough to render every report again. Cells are rows of
 * marks; numbers of cells are rows of {@code value} or {@code value*repeats}.
 */
public final class ResultsYaml {

    /** The version of the format; another one is refused. */
    public static final String VERSION = "k8s-service-validator/v1";

    private static final ObjectMapper MAPPER = mapper();

    private ResultsYaml() {}

    /** Writes a run. */
    public static void write(Run run, Path file) throws IOException {
        // What cannot be encoded, half a character in someone's answer, must not cost the file.
        try (var out = new OutputStreamWriter(Files.newOutputStream(file), UTF_8)) {
            MAPPER.writeValue(out, new Document(VERSION, run));
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
            if (!VERSION.equals(parser.nextStringValue())) {
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

    private record Document(String version, Run run) {}

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
                .changeDefaultPropertyInclusion(
                        all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
                .addMixIn(Address.class, AddressForm.class)
                .addMixIn(Table.class, TableForm.class)
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
        @JsonSubTypes.Type(value = Expectation.Served.class, name = "served"),
        @JsonSubTypes.Type(value = Expectation.Resolves.class, name = "resolves"),
        @JsonSubTypes.Type(value = Expectation.Refused.class, name = "refused"),
        @JsonSubTypes.Type(value = Expectation.NotAnswered.class, name = "not-answered"),
        @JsonSubTypes.Type(value = Expectation.Seeing.class, name = "seeing"),
        @JsonSubTypes.Type(value = Expectation.And.class, name = "and"),
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
        @JsonSubTypes.Type(value = Reply.Unknown.class, name = "unknown")
    })
    private interface ReplyForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Target.Speech.ToAgent.class, name = "agent"),
        @JsonSubTypes.Type(value = Target.Speech.Http.class, name = "http"),
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

    /** A table's saved form. */
    private record SavedTable(
            List<Source> sources,
            List<Target> targets,
            List<Expectation> expectations,
            List<String> expected,
            List<String> marks,
            List<String> attempts,
            List<String> slowestMicros,
            List<SavedCell> cells) {

        static SavedTable of(Table table) {
            Matrix matrix = table.matrix();
            List<String> marks = new ArrayList<>();
            List<SavedCell> cells = new ArrayList<>();
            for (int row = 0; row < matrix.rows(); row++) {
                var line = new StringBuilder();
                for (int column = 0; column < matrix.columns(); column++) {
                    line.append(table.mark(row, column).symbol());
                    Table.Evidence kept = table.evidence(row, column);
                    if (kept != null) {
                        cells.add(new SavedCell(row, column, kept));
                    }
                }
                marks.add(line.toString());
            }
            return new SavedTable(
                    matrix.sources(),
                    matrix.targets(),
                    matrix.expectations(),
                    rows(matrix, matrix::code),
                    marks,
                    rows(matrix, table::attempts),
                    rows(matrix, table::slowestMicros),
                    cells);
        }

        Table restore() {
            int columns = targets.size();
            int[] codes = new int[sources.size() * columns];
            for (int row = 0; row < sources.size(); row++) {
                System.arraycopy(
                        numbers(expected.get(row), columns), 0, codes, row * columns, columns);
            }
            Table table = new Table(new Matrix(sources, targets, expectations, codes));
            for (int row = 0; row < sources.size(); row++) {
                int[] counts = numbers(attempts.get(row), columns);
                int[] micros = numbers(slowestMicros.get(row), columns);
                for (int column = 0; column < columns; column++) {
                    Table.Mark mark = Table.Mark.of(marks.get(row).charAt(column));
                    table.put(row, column, mark, counts[column], micros[column], null);
                }
            }
            for (SavedCell cell : cells) {
                int row = cell.row();
                int column = cell.column();
                table.put(
                        row,
                        column,
                        table.mark(row, column),
                        table.attempts(row, column),
                        table.slowestMicros(row, column),
                        cell.evidence());
            }
            return table;
        }

        private static List<String> rows(Matrix matrix, IntBinaryOperator value) {
            List<String> rows = new ArrayList<>();
            for (int row = 0; row < matrix.rows(); row++) {
                var line = new StringBuilder();
                int column = 0;
                while (column < matrix.columns()) {
                    int each = value.applyAsInt(row, column);
                    int next = column + 1;
                    while (next < matrix.columns() && value.applyAsInt(row, next) == each) {
                        next++;
                    }
                    line.append(line.isEmpty() ? "" : " ").append(each);
                    if (next - column > 1) {
                        line.append('*').append(next - column);
                    }
                    column = next;
                }
                rows.add(line.toString());
            }
            return rows;
        }

        private static int[] numbers(String row, int columns) {
            int[] numbers = new int[columns];
            int at = 0;
            for (String word : row.isEmpty() ? new String[0] : row.split(" ", -1)) {
                int star = word.indexOf('*');
                int value = Integer.parseInt(star < 0 ? word : word.substring(0, star));
                int repeats = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
                for (int i = 0; i < repeats; i++) {
                    numbers[at++] = value;
                }
            }
            if (at != columns) {
                throw new IllegalArgumentException(at + " cells in a row of " + columns);
            }
            return numbers;
        }
    }

    /** A cell that does not simply conform. */
    private record SavedCell(int row, int column, Table.Evidence evidence) {}
}
