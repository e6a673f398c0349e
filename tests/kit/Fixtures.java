import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The checkout that is being tested, and its files. */
final class Fixtures {
    private Fixtures() {}

    /** The root of the checkout: the folder above that holds the program. */
    static final Path CHECKOUT = checkout();

    private static Path checkout() {
        // ./jbang, from whatever folder
        String launcher = System.getenv().getOrDefault("SENTRY_MCP_LAUNCHER", "").split("\t")[0];
        String given = System.getProperty("sentry.mcp.checkout", launcher);
        for (Path at = Path.of(given).toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("SentryMcp.java")) && Files.exists(at.resolve("tests"))) return at;
        }
        System.err
            .println("the files of the tests are not here: start ./jbang of the checkout, or JBang in its folder");
        Runtime.getRuntime().halt(1);
        return null;
    }

    /** Whether a tool is on PATH. */
    static boolean onPath(String tool) {
        for (String folder : System.getenv("PATH").split(java.io.File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, tool))) return true;
        }
        return false;
    }

    /** Where the fixtures of a room lie: tests/ROOM/fixtures, each domain's in a folder of its own. */
    private static final List<String> ROOMS = List.of("issues", "events", "projects", "monitors", "docs", "shell");

    /** A fixture of any room, by its domain and name: "issues/issue.json". */
    static Path file(String name) {
        for (String room : ROOMS) {
            Path file = CHECKOUT.resolve("tests").resolve(room).resolve("fixtures").resolve(name);
            if (Files.exists(file)) return file;
        }
        throw new IllegalArgumentException("no room has a fixture " + name);
    }

    static String text(String name) { return read(file(name)); }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
