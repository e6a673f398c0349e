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
        String given = System.getProperty("sentry.mcp.checkout");
        for (Path at = Path.of(given == null ? "" : given).toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("SentryMcp.java")) && Files.exists(at.resolve("tests"))) return at;
        }
        throw new IllegalStateException("run the tests in a checkout, or name one with -Dsentry.mcp.checkout=");
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
