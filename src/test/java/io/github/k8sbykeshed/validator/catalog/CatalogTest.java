package io.github.k8sbykeshed.validator.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestTag;

class CatalogTest {

    private static final String OURS = "io/github/k8sbykeshed/validator/";
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path STUB = Path.of("hack/executable/stub.sh");

    @TempDir private Path folder;

    /** The classes of scenarios by the source files that there are. */
    private static Set<String> sources() throws IOException {
        try (var files = Files.walk(SOURCES.resolve(OURS + "catalog"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> text(file).contains("implements Scenario"))
                    .map(file -> SOURCES.relativize(file).toString())
                    .map(file -> file.substring(0, file.length() - 5).replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Spec> specs() {
        return Catalog.scenarios().stream().map(Scenario::spec).toList();
    }

    @Test
    void everySourceFileIsFound() throws IOException {
        Set<String> expected = sources();
        assertTrue(expected.size() >= 11, expected::toString);
        assertEquals(
                expected,
                Catalog.scenarios().stream()
                        .map(scenario -> scenario.getClass().getName())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void idsAreUniqueAndSorted() {
        List<String> ids = specs().stream().map(Spec::id).toList();
        assertEquals(ids.stream().sorted().distinct().toList(), ids);
    }

    @Test
    void namesOfCasesAreUnique() {
        List<String> names =
                Catalog.scenarios().stream()
                        .flatMap(scenario -> Case.of(scenario).stream())
                        .map(Case::name)
                        .toList();
        assertEquals(names.size(), new HashSet<>(names).size());
    }

    /** Whoever reads an id finds the file. */
    @Test
    void anIdIsThePackageAndTheClass() {
        for (Scenario scenario : Catalog.scenarios()) {
            Class<?> type = scenario.getClass();
            String feature =
                    type.getPackageName().substring(Catalog.class.getPackageName().length() + 1);
            String name =
                    type.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase();
            assertEquals(feature + "/" + name, scenario.spec().id());
        }
    }

    @Test
    void labelsAreKeysWithValues() {
        for (Spec spec : specs()) {
            assertEquals(Set.copyOf(spec.labels()).size(), spec.labels().size(), spec::id);
            for (String label : spec.labels()) {
                assertTrue(label.matches("[a-zA-Z]+=[a-zA-Z0-9_-]+"), label);
                assertTrue(TestTag.isValid(label), label);
            }
            String feature = "feature=" + spec.id().substring(0, spec.id().indexOf('/'));
            assertEquals(1, count(spec, "feature="), spec::id);
            assertTrue(spec.labels().contains(feature), spec::id);
            assertTrue(count(spec, "type=") >= 1, spec::id);
        }
    }

    private static long count(Spec spec, String key) {
        return spec.labels().stream().filter(label -> label.startsWith(key)).count();
    }

    @Test
    void specsAreTheSameAtEveryCall() {
        for (Scenario scenario : Catalog.scenarios()) {
            Spec first = scenario.spec();
            Spec second = scenario.spec();
            assertEquals(first.id(), second.id());
            assertEquals(first.labels(), second.labels());
            assertEquals(first.protocols(), second.protocols());
        }
    }

    @Test
    void titlesAreOneClause() {
        for (Spec spec : specs()) {
            String title = spec.title();
            assertFalse(title.isBlank() || title.endsWith(".") || title.contains("\n"), title);
            assertTrue(title.length() <= 120, title);
        }
    }

    @Test
    void itIsFoundInAJar() throws Exception {
        assertFoundIn(jar(folder.resolve("a catalogue.jar"), new byte[0]));
    }

    /** As one executable file: a script with a jar behind it. */
    @Test
    void itIsFoundBehindAScript() throws Exception {
        byte[] stub = Files.readAllBytes(STUB);
        assertTrue(stub.length > 500);
        assertFoundIn(jar(folder.resolve("svc-test"), stub));
    }

    private static Path jar(Path file, byte[] before) throws Exception {
        Path classes =
                Path.of(Catalog.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(before);
            var bytes = new ByteArrayOutputStream();
            try (var jar = new JarOutputStream(bytes);
                    var walk = Files.walk(classes.resolve(OURS))) {
                for (Path each : walk.filter(Files::isRegularFile).sorted().toList()) {
                    jar.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
                    Files.copy(each, jar);
                    jar.closeEntry();
                }
            }
            bytes.writeTo(out);
        }
        return file;
    }

    /** Loads the catalogue from this file and nowhere else. */
    private static void assertFoundIn(Path file) throws Exception {
        URL[] place = {file.toUri().toURL()};
        try (var loader = new URLClassLoader(place, ClassLoader.getPlatformClassLoader())) {
            Class<?> catalog = loader.loadClass(Catalog.class.getName());
            assertNotSame(Catalog.class, catalog);
            Set<String> found = new TreeSet<>();
            for (Object scenario : (List<?>) catalog.getMethod("scenarios").invoke(null)) {
                assertEquals(loader, scenario.getClass().getClassLoader());
                found.add(scenario.getClass().getName());
            }
            assertEquals(sources(), found);
        }
    }
}
