import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * A server of bytes on loopback, for everything that a proper HTTP server would never do. One request for each
 * connection, unless its behaviour reads on.
 */
final class RawServer implements Closeable {
    /** What happens to a connection, once the head of its first request has been read; closing comes by itself. */
    interface Behaviour {
        void serve(Socket socket, String head) throws IOException, InterruptedException;
    }

    /** Request heads, in order of arrival. */
    final List<String> heads = Collections.synchronizedList(new ArrayList<>());
    /** Connections on which the client was still there at the end of the behaviour, minus those it closed. */
    final AtomicInteger open = new AtomicInteger();
    private final ServerSocket server;
    private volatile Behaviour behaviour;

    RawServer(Behaviour behaviour) { this(behaviour, ServerSocketFactory.getDefault()); }

    RawServer(Behaviour behaviour, ServerSocketFactory factory) {
        this.behaviour = behaviour;
        try {
            server = factory.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException noPort) {
            throw new AssertionError(noPort);
        }
        thread(this::accept);
    }

    /** Sends these bytes and closes. */
    static Behaviour says(String response) {
        return (socket, head) -> socket.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends these bytes and resets the connection, as a crashing server or an overloaded balancer does. */
    static Behaviour resets(String response) {
        return (socket, head) -> {
            socket.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            Thread.sleep(50);
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        };
    }

    /** Sends these bytes and then nothing, until the client leaves. */
    Behaviour stalls(String response) {
        return (socket, head) -> {
            socket.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            open.incrementAndGet();
            try {
                while (socket.getInputStream().read() >= 0) {}
            } finally {
                open.decrementAndGet();
            }
        };
    }

    void behave(Behaviour next) { behaviour = next; }

    int port() { return server.getLocalPort(); }

    String host() { return "127.0.0.1:" + port(); }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                thread(() -> {
                    try (socket) {
                        String head = head(socket.getInputStream());
                        if (head.isEmpty()) return;
                        heads.add(head);
                        behaviour.serve(socket, head);
                    } catch (IOException | InterruptedException gone) {
                        // the client has closed, or the test has ended
                    }
                });
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Everything up to the empty line; "" when the connection ended before. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int c; (c = in.read()) >= 0;) {
            head.append((char) c);
            if (c == '\n' && head.toString().endsWith("\r\n\r\n")) return head.toString();
        }
        return "";
    }

    static void thread(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException closed) {
            // it is what was wanted
        }
    }
}
