import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that is being tested, and its files. */
final class Fixtures {
    private Fixtures() { }

    /** The root of the checkout: the folder above that holds the program. */
    static final Path CHECKOUT = checkout();

    private static Path checkout() {
        String given = System.getProperty("sentry.mcp.checkout");
        for (Path at = Path.of(given == null ? "" : given).toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("SentryMcp.java")) && Files.exists(at.resolve("tests"))) return at;
        }
        throw new IllegalStateException("run the tests in a checkout, or name one with -Dsentry.mcp.checkout=");
    }

    /** A file below tests/fixtures. */
    static String text(String name) { return read(CHECKOUT.resolve("tests/fixtures").resolve(name)); }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(CHECKOUT.resolve("tests/fixtures").resolve(name));
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
