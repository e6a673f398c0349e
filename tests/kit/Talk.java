import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.mcp.Server;
import tools.shell.Options;

/** A conversation with a server in this process: a request, its answer, the next request. */
final class Talk implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    static final String STATELESS =
        "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/"
            + "clientCapabilities\":{}}";

    private final PipedOutputStream in = new PipedOutputStream();
    private final BufferedReader out;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private int ids;

    /** @param version the revision to shake hands in, or null for none */
    Talk(String version, Map<String, String> environment, String... args) throws IOException {
        PipedInputStream serverIn = new PipedInputStream(in, 1 << 16);
        PipedOutputStream serverOut = new PipedOutputStream();
        out =
            new BufferedReader(new InputStreamReader(new PipedInputStream(serverOut, 1 << 20), StandardCharsets.UTF_8));
        Options options = Options.parse(args, environment);
        Server server = SentryMcp.server(options, serverIn, serverOut,
            new SentryMcp.Log(new PrintStream(err, true, StandardCharsets.UTF_8)), () -> {});
        Thread thread = new Thread(() -> {
            try {
                server.serve();
                serverOut.close();
            } catch (IOException gone) {
                // the test has ended
            }
        });
        thread.setDaemon(true);
        thread.start();
        if (version != null) ask("initialize", "{\"protocolVersion\":\"" + version
            + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}");
    }

    /** @return the whole answer */
    JsonNode ask(String method, String params) throws IOException {
        in.write(
            ("{\"jsonrpc\":\"2.0\",\"id\":" + ++ids + ",\"method\":\"" + method + "\",\"params\":" + params + "}\n")
                .getBytes(StandardCharsets.UTF_8));
        in.flush();
        return MAPPER.readTree(out.readLine());
    }

    @Override
    public void close() throws IOException { in.close(); }
}
