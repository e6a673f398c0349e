import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The hosts that the program may call besides Sentry, on loopback: one HTTPS server that has a certificate for all of
 * them, and a proxy that leads there whoever asks for one of them by name. The program under test is the real one, told
 * of both by HTTPS_PROXY and SSL_CERT_FILE as a user would.
 */
final class FakeInternet implements Closeable {
    static final List<String> HOSTS =
        List.of("docs.sentry.io", "develop.sentry.io", "mcp.sentry.dev", "api.openai.com");

    /** Every host and port that somebody wanted to be connected to, in order. */
    final List<String> wanted = Collections.synchronizedList(new ArrayList<>());
    /** Every request: method, host, path. */
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    /** The headers and bodies of all requests, as one text each. */
    final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final Path folder;
    private final HttpServer server;
    private final ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    FakeInternet(HttpHandler handler) throws Exception {
        folder = Files.createTempDirectory("fake-internet");
        Path keys = folder.resolve("keys.p12");
        keytool("-genkeypair", "-alias", "all", "-keyalg", "EC", "-dname", "CN=fake internet", "-validity", "2",
            "-storetype", "PKCS12", "-keystore", keys.toString(), "-storepass", "changeit",
            "-ext", "SAN=" + String.join(",", HOSTS.stream().map(host -> "dns:" + host).toList()));
        keytool("-exportcert", "-rfc", "-alias", "all", "-keystore", keys.toString(), "-storepass", "changeit", "-file",
            certificates().toString());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, new SecureRandom());
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls));
        server = https;
        server.setExecutor(Executors.newCachedThreadPool(FakeInternet::daemon));
        server.createContext("/", recording(handler, requests, sent));
        server.start();
        daemon(this::connect).start();
    }

    /** A plain HTTP server on loopback; its requests are recorded in the lists. */
    static HttpServer plain(HttpHandler handler, List<String> requests, List<String> sent) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(FakeInternet::daemon));
        server.createContext("/", recording(handler, requests, sent));
        server.start();
        return server;
    }

    private static HttpHandler recording(HttpHandler handler, List<String> requests, List<String> sent) {
        return exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestHeaders().getFirst("Host")
                + exchange.getRequestURI());
            sent.add(exchange.getRequestHeaders().entrySet() + "\n" + new String(body, StandardCharsets.UTF_8));
            try {
                handler.handle(exchange);
            } finally {
                exchange.close();
            }
        };
    }

    static void answer(HttpExchange exchange, int status, String type, String body, String... headers)
        throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        for (int i = 0; i < headers.length; i += 2) exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    Path certificates() { return folder.resolve("authority.pem"); }

    /** What a user's environment says on such a network. */
    Map<String, String> environment() {
        return Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.getLocalPort(), "SSL_CERT_FILE",
            certificates().toString());
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-internet");
        thread.setDaemon(true);
        return thread;
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command =
            new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new AssertionError("keytool: " + said);
    }

    private void connect() {
        while (!proxy.isClosed()) {
            try {
                Socket client = proxy.accept();
                daemon(() -> tunnel(client)).start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void tunnel(Socket client) {
        try (client; Socket target = new Socket()) {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = client.getInputStream().read();
                if (b < 0) return;
                head.write(b);
            }
            String host = head.toString(StandardCharsets.ISO_8859_1).split(" ")[1];
            wanted.add(host);
            if (!host.endsWith(":443") || !HOSTS.contains(host.substring(0, host.length() - 4))) {
                client.getOutputStream()
                    .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            target.connect(server.getAddress());
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            Thread back = daemon(() -> copy(target, client));
            back.start();
            copy(client, target);
            back.join();
        } catch (IOException | InterruptedException gone) {
            // one of the two has closed its end
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException gone) {
            // as above
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        proxy.close();
        for (String name : List.of("keys.p12", "authority.pem")) Files.deleteIfExists(folder.resolve(name));
        Files.deleteIfExists(folder);
    }
}
