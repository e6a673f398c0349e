import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An HTTP proxy that only tunnels: every CONNECT, whatever host it names, ends at one server of ours. */
final class ConnectProxy implements Closeable {
    private final RawServer server;

    /**
     * @param port          the server at the end of every tunnel
     * @param authorization what {@code Proxy-Authorization} must be; null = nothing is asked for
     */
    ConnectProxy(int port, String authorization) {
        server = new RawServer((socket, head) -> {
            OutputStream out = socket.getOutputStream();
            if (!head.startsWith("CONNECT ")) {
                out.write(
                    "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return;
            }
            if (authorization != null && !head.contains("Proxy-Authorization: " + authorization + "\r\n")) {
                out.write(
                    ("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic "
                        + "realm=\"proxy\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                return;
            }
            try (Socket target = new Socket("127.0.0.1", port)) {
                out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                RawServer.thread(() -> copy(socket, target));
                copy(target, socket);
            }
        });
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ended) {
            // one side has gone
        }
    }

    /** Heads of the requests that the proxy itself saw. */
    List<String> heads() { return List.copyOf(server.heads); }

    /** The hosts that it was asked to connect to, each once, sorted: "de.sentry.io:443". */
    List<String> hosts() {
        return heads().stream().map(head -> head.split(" ")[1]).distinct().sorted().toList();
    }

    String url() { return "http://" + server.host(); }

    @Override
    public void close() { server.close(); }
}
