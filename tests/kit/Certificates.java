import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;

/**
 * Certificates for the tests, made by the JDK's keytool in a folder that goes away with the tests: an authority of our
 * own, and what it signed. Key stores hold one entry each, "server"; their password is {@link #PASSWORD}.
 */
final class Certificates {
    static final String PASSWORD = "changeit";
    private static final Path FOLDER = folder();

    /** The authority, as SSL_CERT_FILE takes it. */
    static final Path AUTHORITY = authority();
    /** For localhost, 127.0.0.1, sentry.io and everything below sentry.io. */
    static final Path GOOD =
        signed("good", "san=dns:localhost,ip:127.0.0.1,dns:sentry.io,dns:*.sentry.io", "-validity", "2");
    static final Path GITHUB =
        signed("github", "san=dns:github.com,dns:raw.githubusercontent.com", "-validity", "2");
    static final Path EXPIRED =
        signed("expired", "san=dns:localhost,ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
    static final Path OTHER_HOST = signed("other", "san=dns:elsewhere.example", "-validity", "2");
    /** Signed by itself. */
    static final Path UNKNOWN =
        made("unknown", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "2");

    private Certificates() {}

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("sentry-mcp-certificates");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private static Path authority() {
        try {
            Path store = made("authority", "-dname", "CN=Test Authority", "-ext", "bc:c", "-ext", "ku=keyCertSign",
                "-validity", "2");
            byte[] certificate = load(store).getCertificate("server").getEncoded();
            Path pem = Files.writeString(FOLDER.resolve("authority.pem"),
                "# a comment, as bundles have them\n-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(certificate) + "\n-----END CERTIFICATE-----\n");
            pem.toFile().deleteOnExit();
            return pem;
        } catch (IOException | GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /**
     * keytool signs with an entry of the same store, so the authority's store is copied, and its key taken out again.
     */
    private static Path signed(String name, String names, String... more) {
        try {
            Path store = FOLDER.resolve(name + ".p12");
            KeyStore both = load(FOLDER.resolve("authority.p12"));
            both.setKeyEntry("authority", both.getKey("server", PASSWORD.toCharArray()), PASSWORD.toCharArray(),
                both.getCertificateChain("server"));
            both.deleteEntry("server");
            save(both, store);
            List<String> options =
                new ArrayList<>(List.of("-signer", "authority", "-dname", "CN=" + name, "-ext", names));
            options.addAll(List.of(more));
            made(name, options.toArray(String[]::new));
            KeyStore one = load(store);
            one.deleteEntry("authority");
            save(one, store);
            return store;
        } catch (IOException | GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Path made(String name, String... options) {
        Path store = FOLDER.resolve(name + ".p12");
        store.toFile().deleteOnExit();
        List<String> command =
            new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC",
                "-genkeypair", "-alias", "server", "-keyalg", "EC", "-groupname", "secp256r1", "-storetype", "PKCS12",
                "-storepass", PASSWORD, "-keystore", store.toString()));
        command.addAll(List.of(options));
        try {
            Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes());
            if (keytool.waitFor() != 0) throw new IllegalStateException("keytool: " + said);
            return store;
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private static void save(KeyStore store, Path file) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    /** For servers that are a bare socket. */
    static SSLServerSocketFactory sockets(Path store) {
        return context(store).getServerSocketFactory();
    }

    /** For servers of the JDK. */
    static SSLContext context(Path store) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(store), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Writes a store with the authority alone, as a JVM takes it in javax.net.ssl.trustStore. */
    static Path trusting(Path file) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", load(FOLDER.resolve("authority.p12")).getCertificate("server"));
            save(store, file);
            return file;
        } catch (IOException | GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
