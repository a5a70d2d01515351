package io.github.k8sbykeshed.validator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.function.Predicate.isEqual;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.k8sbykeshed.validator.cli.Main;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the one direction in which the packages build on each other, and who may use which library.
 */
class ArchitectureTest {
    private static final String BASE = "io.github.k8sbykeshed.validator";

    private static final int MOST_LINES = 300;
    private static final int MOST_METHODS = 30;

    private static final JavaClasses CLASSES = importOurs();

    private static JavaClasses importOurs() {
        // Names are enough: reading the libraries too, or looking for ours in them, would take
        // seconds.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        var classes = Main.class.getProtectionDomain().getCodeSource().getLocation();
        return new ClassFileImporter().importUrl(classes);
    }

    /**
     * What a package is built on.
     *
     * @param name of the package, below the base; packages below it count as it
     * @param uses the packages of ours that it may know
     * @param atLeast how many classes it must have, so that no rule passes on nothing; {@link
     *     #TO_COME} if it does not exist yet
     */
    private record Room(String name, Set<String> uses, int atLeast) {
        String pattern() {
            return BASE + "." + name + "..";
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final int TO_COME = 0;

    private static final List<Room> ROOMS =
            List.of(
                    new Room("probe", Set.of(), 12),
                    new Room("expect", Set.of("probe"), 5),
                    new Room("result", Set.of("probe", "expect"), 7),
                    new Room("diagnosis", Set.of("probe", "expect", "result"), 6),
                    new Room("scenario", Set.of("probe", "expect", "result"), 15),
                    new Room("catalog", Set.of("scenario", "expect", "probe"), 11),
                    new Room("agent", Set.of("probe"), 15),
                    new Room("cluster", Set.of("probe", "scenario"), 8),
                    new Room("engine", Set.of("scenario", "result"), 5),
                    new Room("compare", Set.of("expect", "result"), 2),
                    new Room(
                            "report",
                            Set.of("probe", "expect", "result", "diagnosis", "compare"),
                            8),
                    new Room("submission", Set.of("result", "report"), 3),
                    new Room("cli", names(), 3));

    private static Set<String> names() {
        return Set.of(
                "probe",
                "expect",
                "result",
                "diagnosis",
                "scenario",
                "catalog",
                "agent",
                "cluster",
                "engine",
                "compare",
                "report",
                "submission");
    }

    static List<Room> rooms() {
        return ROOMS;
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aPackageUsesOnlyWhatItMay(Room room) {
        if (room.atLeast() == TO_COME) {
            assertEquals(
                    0, classesOf(room), () -> room + " has come: give it a minimum of classes");
            return;
        }
        assertTrue(
                classesOf(room) >= room.atLeast(),
                () -> room + " has only " + classesOf(room) + " classes: is it empty or renamed?");
        var allowed =
                Stream.concat(Stream.of(room.name()), room.uses().stream())
                        .map(name -> BASE + "." + name + "..")
                        .toArray(String[]::new);
        classes()
                .that(resideInAPackage(room.pattern()))
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(allowed).or(not(resideInAPackage(BASE + ".."))))
                .check(CLASSES);
    }

    private static long classesOf(Room room) {
        return CLASSES.that(resideInAPackage(room.pattern())).stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(c -> !c.getSimpleName().equals("package-info"))
                .count();
    }

    @Test
    void everyClassIsInAPackageOfTheTable() {
        classes()
                .should()
                .resideInAnyPackage(ROOMS.stream().map(Room::pattern).toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void onlyClusterKnowsTheKubernetesClient() {
        onlyIn(List.of("cluster"), "io.fabric8..");
    }

    @Test
    void onlyEngineKnowsJUnitAndCliItsLauncher() {
        onlyIn(List.of("engine", "cli"), "org.junit.platform..", "org.opentest4j..");
        noClasses()
                .that()
                .resideInAPackage(BASE + ".cli..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.junit.platform..")
                                .and(not(resideInAPackage("org.junit.platform.launcher.."))))
                .check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.junit.jupiter..")
                .check(CLASSES);
    }

    @Test
    void onlyResultReportAndSubmissionReadAndWriteYamlOrJson() {
        onlyIn(
                List.of("result", "report", "submission"),
                "tools.jackson..",
                "com.fasterxml.jackson..",
                "org.snakeyaml..");
    }

    @Test
    void onlyAgentAsksNameServersItself() {
        onlyIn(List.of("agent"), "org.xbill..");
    }

    @Test
    void onlyCliParsesTheCommandLineAndEndsTheProcess() {
        onlyIn(List.of("cli"), "picocli..");
        noClasses()
                .that(not(resideInAPackage(BASE + ".cli..")))
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(CLASSES);
    }

    private static void onlyIn(List<String> rooms, String... library) {
        var there = rooms.stream().map(room -> BASE + "." + room + "..").toArray(String[]::new);
        // First that it is used at all: else the rule below holds for a library renamed or gone.
        assertTrue(
                CLASSES.that(resideInAnyPackage(there)).stream()
                        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                        .anyMatch(d -> resideInAnyPackage(library).test(d.getTargetClass())),
                () -> rooms + " do not use " + List.of(library));
        noClasses()
                .that(not(resideInAnyPackage(there)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(library))
                .check(CLASSES);
    }

    /**
     * What waits for the cluster does it in an agent or in Lab, where the time until then is
     * measured.
     */
    @Test
    void scenariosDoNotSleep() {
        noClasses()
                .that()
                .resideInAnyPackage(BASE + ".catalog..", BASE + ".scenario..")
                .should()
                .callMethodWhere(
                        describe(
                                "it sleeps",
                                call ->
                                        call.getName().equals("sleep")
                                                || call.getName().startsWith("parkNanos")))
                .check(CLASSES);
    }

    @Test
    void noFileIsTooLongToBeReadAtOnce() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            var tooLong = new TreeSet<String>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (var lines = Files.lines(file)) {
                    if (lines.count() > MOST_LINES) {
                        tooLong.add(file.getFileName().toString());
                    }
                }
            }
            assertEquals(Set.of(), tooLong, "files of over " + MOST_LINES + " lines");
        }
    }

    /** A virtual thread may stay blocked at a monitor for ever; see the agent's Guard. */
    @Test
    void noAttemptOfAnAgentWaitsAtAMonitor() throws IOException {
        String agent = "src/main/java/io/github/k8sbykeshed/validator/agent";
        Set<Path> found = new TreeSet<>();
        try (var files = Files.list(Path.of(agent))) {
            for (Path file : files.toList()) {
                if (!file.endsWith("Guard.java")
                        && Files.readString(file).contains("synchronized ")) {
                    found.add(file);
                }
            }
        }
        assertEquals(Set.of(), found);
    }

    @Test
    void noClassDoesTooMuch() {
        var wide =
                CLASSES.stream()
                        .filter(c -> publicMethods(c) > MOST_METHODS)
                        .map(JavaClass::getSimpleName)
                        .collect(toCollection(TreeSet::new));
        assertEquals(Set.of(), wide, "classes of over " + MOST_METHODS + " public methods");
    }

    private static long publicMethods(JavaClass of) {
        return of.getMethods().stream()
                .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(each -> !each.getModifiers().contains(JavaModifier.SYNTHETIC))
                .count();
    }

    @Test
    void everyPackageIsNullMarked() {
        var packages = CLASSES.stream().map(JavaClass::getPackage).collect(toSet());
        assertTrue(packages.size() >= ROOMS.size(), packages::toString);
        assertAll(
                packages.stream()
                        .map(p ->
                                () ->
                                        assertTrue(
                                                p.isAnnotatedWith(NullMarked.class),
                                                () -> p.getName() + " lacks @NullMarked")));
    }

    /**
     * The image has only the modules of its list: a class from another would be missing there
     * alone.
     */
    @Test
    void theImageHasTheModulesThatAreUsed() throws IOException {
        Set<String> listed;
        try (var lines = Files.lines(Path.of("hack/image/modules.txt"))) {
            listed = lines.filter(line -> !line.startsWith("#")).collect(toSet());
        }
        assertTrue(listed.contains("java.base"), listed::toString);
        var present =
                Configuration.empty()
                        .resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), listed)
                        .modules()
                        .stream()
                        .map(ResolvedModule::name)
                        .collect(toSet());
        var missing =
                CLASSES.stream()
                        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                        .map(d -> d.getTargetClass().getPackageName())
                        .distinct()
                        .flatMap(ArchitectureTest::modulesWith)
                        .filter(module -> !present.contains(module))
                        .collect(toCollection(TreeSet::new));
        assertEquals(Set.of(), missing, "modules to add to hack/image/modules.txt");
    }

    private static Stream<String> modulesWith(String packageName) {
        return ModuleLayer.boot().modules().stream()
                .filter(module -> module.getPackages().stream().anyMatch(isEqual(packageName)))
                .map(Module::getName);
    }
}
