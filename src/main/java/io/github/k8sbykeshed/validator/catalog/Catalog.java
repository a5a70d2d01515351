package io.github.k8sbykeshed.validator.catalog;

import io.github.k8sbykeshed.validator.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Finds the scenarios: every concrete {@link Scenario} in a package below this one. */
public final class Catalog {

    private Catalog() {}

    /** All scenarios, by id. */
    public static List<Scenario> scenarios() {
        List<Scenario> found = new ArrayList<>();
        for (String name : classNames()) {
            try {
                Class<?> type = Class.forName(name);
                if (Scenario.class.isAssignableFrom(type)
                        && !Modifier.isAbstract(type.getModifiers())) {
                    found.add((Scenario) type.getConstructor().newInstance());
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(
                        name
                                + " is in the catalogue but is no public class with a public"
                                + " constructor without parameters",
                        e);
            }
        }
        found.sort(Comparator.comparing(scenario -> scenario.spec().id()));
        return List.copyOf(found);
    }

    /**
     * The names of the classes below this package, from a folder or a jar, wherever this one is
     * from.
     */
    private static List<String> classNames() {
        String own = Catalog.class.getPackageName();
        String folder = own.replace('.', '/');
        try {
            URI home = Catalog.class.getProtectionDomain().getCodeSource().getLocation().toURI();
            Path path = Path.of(home);
            if (Files.isDirectory(path)) {
                return classNames(path, folder);
            }
            try (var jar = FileSystems.newFileSystem(path, Map.of())) {
                return classNames(jar.getPath("/"), folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the catalogue cannot be read", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the catalogue is at no readable place", e);
        }
    }

    private static List<String> classNames(Path root, String folder) throws IOException {
        try (var files = Files.walk(root.resolve(folder))) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
                    .filter(file -> file.indexOf('/', folder.length() + 1) > 0)
                    .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }
}
