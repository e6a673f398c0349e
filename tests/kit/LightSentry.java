import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A Sentry for measurements, in a process of its own: it costs next to nothing, so that what is measured is the server
 * before it. HTTP/1.1 with connections that stay open, over HTTP and HTTPS. The organization's slug says how it
 * behaves: {@code after-100ms} answers late, {@code bytes-1048576} answers with lists of that size, {@code missing} is
 * not there.
 */
final class LightSentry {
    /** The key store's password; it guards a key that lives as long as one measurement. */
    static final String PASSWORD = "of-no-value";

    private static final String TEAM =
        "{\"id\": \"88\", \"slug\": \"payments\", \"name\": \"Payments\", \"isMember\": true, \"hasAccess\": true, "
            + "\"memberCount\": 4}";
    private static final String PROJECT =
        "{\"id\": \"4507001\", \"slug\": \"checkout-api\", \"name\": \"Checkout API\", \"platform\": "
            + "\"python-django\", \"dateCreated\": \"2024-05-06T07:08:09.123456Z\", "
            + "\"isBookmarked\": false, \"isMember\": true, \"hasAccess\": true, \"features\": [\"alert-filters\", "
            + "\"minidump\", \"race-free-group-creation\"], \"team\": "
            + TEAM + ", \"teams\": [" + TEAM + "]}";
    private static final String SPAN =
        "{\"event_type\": \"span\", \"event_id\": \"00000000000000a1\", \"project_slug\": \"checkout-api\", \"op\": "
            + "\"db\", \"name\": \"db\", \"description\": \"SELECT * FROM line_items\", "
            + "\"start_timestamp\": 1770797564.25, \"end_timestamp\": 1770797564.27, \"duration\": 20.0, "
            + "\"transaction\": \"GET /report\", \"sdk_name\": \"sentry.python\", \"errors\": [], \"occurrences\": "
            + "[], \"children\": []}";
    private static final String ORGANIZATION =
        "{\"id\": \"17\", \"slug\": \"acme-labs\", \"name\": \"Acme Labs\", \"status\": {\"id\": \"active\", "
            + "\"name\": \"active\"}, \"dateCreated\": \"2023-01-02T03:04:05Z\"}";
    private static final byte[] NOT_FOUND =
        "{\"detail\": \"The requested resource does not exist\"}".getBytes(StandardCharsets.UTF_8);

    private final byte[] projects = items(PROJECT, 25);
    private final byte[] teams = items(TEAM, 25);
    private final byte[] trace;

    private LightSentry(byte[] trace) { this.trace = trace; }

    /**
     * Arguments: a PKCS12 key store, and a file that holds a trace or "-". Prints its two ports, HTTP first, and serves
     * until its input ends.
     */
    public static void main(String... args) throws Exception {
        LightSentry sentry = new LightSentry(args[1].equals("-") ? NOT_FOUND : Files.readAllBytes(Path.of(args[1])));
        KeyStore keys = KeyStore.getInstance(Path.of(args[0]).toFile(), PASSWORD.toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        InetAddress here = InetAddress.getByName("127.0.0.1");
        ServerSocket http = new ServerSocket(0, 50, here);
        ServerSocket https = tls.getServerSocketFactory().createServerSocket(0, 50, here);
        background(() -> sentry.accept(http));
        background(() -> sentry.accept(https));
        System.out.println(http.getLocalPort() + " " + https.getLocalPort());
        while (System.in.read() >= 0) {}   // it goes when its parent goes
        Runtime.getRuntime().halt(0);
    }

    private static void background(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket server) {
        while (true) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                background(() -> serve(socket));
            } catch (IOException refused) {
                System.err.println("LightSentry: " + refused);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (String request; (request = line(in)) != null;) {
                int length = 0;
                for (String header; !(header = line(in)).isEmpty();) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                        length = Integer.parseInt(header.substring(15).strip());
                }
                in.skipNBytes(length);
                respond(request.split(" ")[1].replaceFirst("\\?.*", ""), out);
            }
        } catch (IOException | RuntimeException gone) {
            // the other end decides when a connection is over
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = in.read()) >= 0; line.append((char) c)) if (c == '\n') return line.toString().strip();
        return null;
    }

    /** One write for head and body: two would wait for the client's acknowledgement between them. */
    private void respond(String path, OutputStream out) throws IOException {
        byte[] body = body(path);
        String head = "HTTP/1.1 " + (body == NOT_FOUND ? "404 Not Found" : "200 OK")
            + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        byte[] all = Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), head.length() + body.length);
        System.arraycopy(body, 0, all, head.length(), body.length);
        out.write(all);
        out.flush();
    }

    private byte[] body(String path) {
        String[] parts = path.replaceFirst("^/api/0/", "").split("/");
        if (path.endsWith("/envelope/")) return "{}".getBytes(StandardCharsets.UTF_8);
        String what = parts.length < 3 ? parts[0] : parts[2];
        String organization = parts.length > 1 ? parts[1] : "";
        if (organization.equals("missing")) return NOT_FOUND;
        if (organization.startsWith("after-")) pause(Long.parseLong(organization.replaceAll("[^0-9]", "")));
        int bytes = organization.startsWith("bytes-") ? Integer.parseInt(organization.substring(6)) : 0;
        return switch (what) {
            case "" -> "{\"version\": \"0\", \"auth\": {\"scopes\": [\"org:read\"]}, \"user\": {\"id\": \"770011\"}}"
                .getBytes(StandardCharsets.UTF_8);
            case "auth" ->
                "{\"id\": \"770011\", \"name\": \"Ann\", \"username\": \"ann\", \"email\": \"ann@acme.test\"}"
                    .getBytes(StandardCharsets.UTF_8);
            case "organizations" ->
                (parts.length == 1 ? "[" + ORGANIZATION + "]" : ORGANIZATION).getBytes(StandardCharsets.UTF_8);
            case "projects" -> bytes > 0 ? filled(PROJECT, bytes) : projects;
            case "teams" -> bytes > 0 ? filled(TEAM, bytes) : teams;
            case "trace" -> bytes > 0 ? filled(SPAN, bytes) : trace;
            case "trace-meta" -> "{\"span_count\": 10004, \"errors\": 0, \"logs\": 0}".getBytes(StandardCharsets.UTF_8);
            default -> NOT_FOUND;
        };
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] items(String item, int count) { return filled(item, count * (item.length() + 1) + 1); }

    /** A list of as many items as fit, filled up with blanks to exactly this many bytes. */
    static byte[] filled(String item, int bytes) {
        byte[] all = new byte[bytes];
        Arrays.fill(all, (byte) ' ');
        byte[] one = ("," + item).getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at + one.length < bytes; at += one.length) System.arraycopy(one, 0, all, at, one.length);
        all[0] = '[';
        all[bytes - 1] = ']';
        return all;
    }
}
