import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client on the other end: of a server in this process over pipes, or of the real program as a child process. */
final class McpClient implements Closeable {
    static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String MODERN =
        "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/"
            + "clientCapabilities\":%s}";

    private final OutputStream in;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    /** Every line that came, also the ones already taken. */
    final List<String> received = java.util.Collections.synchronizedList(new ArrayList<>());
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final Thread reader;
    final Process process;
    private Thread server;
    private int ids = 1_000;

    private McpClient(OutputStream in, InputStream out, Process process) {
        this.in = in;
        this.process = process;
        this.reader = new Thread(() -> {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(out, StandardCharsets.UTF_8))) {
                for (String line; (line = text.readLine()) != null;) {
                    received.add(line);
                    lines.add(line);
                }
            } catch (IOException gone) {
                // the test ends it
            }
            lines.add("");
        }, "client-reader");
        reader.setDaemon(true);
        reader.start();
    }

    /** Something that serves until its input ends. */
    interface Serving {
        void serve(InputStream in, OutputStream out, SentryMcp.Log log) throws IOException;
    }

    /** A server in this process. */
    static McpClient pipes(Map<String, String> environment, String... args) {
        return pipes((in, out, log) -> SentryMcp.run(args, environment, in, out, log));
    }

    static McpClient pipes(Serving serving) {
        try {
            PipedInputStream toServer = new PipedInputStream(1 << 20);
            PipedInputStream toClient = new PipedInputStream(1 << 20);
            PipedOutputStream fromServer = new PipedOutputStream(toClient);
            McpClient client = new McpClient(new PipedOutputStream(toServer), toClient, null);
            client.server = new Thread(() -> {
                try {
                    serving.serve(toServer, fromServer,
                        new SentryMcp.Log(new PrintStream(client.stderr, true, StandardCharsets.UTF_8)));
                    fromServer.close();
                } catch (IOException gone) {
                    // the client has closed its end
                }
            }, "server");
            client.server.setDaemon(true);
            client.server.start();
            return client;
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A server in this process that has shaken hands in a revision, and can neither ask nor show. */
    static McpClient shaken(String version, Map<String, String> environment, String... args) {
        return pipes(environment, args).initialize(version);
    }

    /** The real program: the compiled class with the launch options of the script, as {@code jbang} starts it. */
    static McpClient program(Map<String, String> environment, String... args) {
        List<String> command =
            new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(launchOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "SentryMcp"));
        command.addAll(Arrays.asList(args));
        return process(command, environment);
    }

    /**
     * Any command that speaks MCP on its standard streams, with nothing in its environment but what is given and PATH.
     */
    static McpClient process(List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().keySet().retainAll(List.of("PATH", "JAVA_HOME", "HOME"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            McpClient client = new McpClient(process.getOutputStream(), process.getInputStream(), process);
            Thread errors = new Thread(() -> {
                try (InputStream err = process.getErrorStream()) {
                    err.transferTo(client.stderr);
                } catch (IOException gone) {
                    // ends with the process
                }
            });
            errors.setDaemon(true);
            errors.start();
            return client;
        } catch (IOException cannotStart) {
            throw new AssertionError(cannotStart);
        }
    }

    /** The JVM options that the script asks for. */
    static List<String> launchOptions() {
        return Fixtures.read(Fixtures.CHECKOUT.resolve("SentryMcp.java")).lines()
            .filter(line -> line.startsWith("//RUNTIME_OPTIONS "))
            .flatMap(line -> Arrays.stream(line.substring("//RUNTIME_OPTIONS ".length()).split(" "))).toList();
    }

    // ---------------------------------------------------------------- speaking

    McpClient send(String line) { return sendBytes((line + "\n").getBytes(StandardCharsets.UTF_8)); }

    McpClient sendBytes(byte[] bytes) {
        try {
            in.write(bytes);
            in.flush();
        } catch (IOException gone) {
            throw new AssertionError("the server no longer reads", gone);
        }
        return this;
    }

    /** The handshake of a revision; what it answers is taken. */
    McpClient initialize(String version) {
        return initialize(version, "{}");
    }

    McpClient initialize(String version, String capabilities) {
        send("{\"jsonrpc\":\"2.0\",\"id\":\"init\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
            + version + "\",\"capabilities\":" + capabilities
            + ",\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}");
        JsonNode answer = next();
        if (!answer.path("result").path("protocolVersion").asText().equals(version))
            throw new AssertionError("initialize answered " + answer);
        return send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    /** Sends a request and waits for its answer. @param params JSON @return the whole answer */
    JsonNode ask(String method, String params) {
        int id = ids++;
        send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
        JsonNode answer = next();
        if (answer.path("id").asInt() != id)
            throw new AssertionError("expected the answer to " + id + ", got " + answer);
        return answer;
    }

    /** Calls a tool and waits for its result. */
    JsonNode call(String tool, Object arguments) {
        return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + tools.json.Json.of(arguments) + "}")
            .path("result");
    }

    /** The text of a tool's result. */
    String text(String tool, Object arguments) {
        return call(tool, arguments).path("content").path(0).path("text").asText();
    }

    static String modern(String capabilities) { return String.format(MODERN, capabilities); }

    /** The next frame. */
    JsonNode next() { return next(20); }

    JsonNode next(int seconds) {
        try {
            String line = lines.poll(seconds, TimeUnit.SECONDS);
            if (line == null) throw new AssertionError("nothing came within " + seconds + " s; stderr: " + stderr());
            if (line.isEmpty()) throw new AssertionError("the server has ended; stderr: " + stderr());
            return MAPPER.readTree(line);
        } catch (IOException notJson) {
            throw new AssertionError("a line that is no frame", notJson);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    /**
     * Whether nothing comes for a while: for what must be met with silence. A following ping that is answered first
     * proves it without waiting.
     */
    boolean silent() {
        send("{\"jsonrpc\":\"2.0\",\"id\":\"silence\",\"method\":\"ping\"}");
        return next().path("id").asText().equals("silence");
    }

    String stderr() {
        synchronized (stderr) {
            return stderr.toString(StandardCharsets.UTF_8);
        }
    }

    /** Ends the input, and waits until the server has gone. @return its exit status, 0 for one in this process */
    int end() {
        try {
            in.close();
            reader.join(20_000);
            if (process == null) {
                server.join(20_000);
                return 0;
            }
            if (!process.waitFor(20, TimeUnit.SECONDS)) throw new AssertionError("the program does not end");
            return process.exitValue();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException gone) {
            // it may have ended first
        }
        if (process != null) process.destroyForcibly();
    }
}
