package tools.mcp;

import java.io.InputStream;
import tools.sentry.SentryCall;
import tools.sentry.Tool;

/** The program around a session: what server and calls need of it, and cannot do themselves. */
public interface Outside {
    /** The tools that this session can call. */
    Offers offers();

    /** The way out of one call of a tool. */
    SentryCall open(Tool tool);

    /** Runs it on a thread of those for calls, when one is free. */
    void run(Runnable task);

    /** Runs it on a thread of its own, at once, that does not keep the program alive. */
    void background(String name, Runnable task);

    /** Loads what a first call will need. */
    void warmUp();

    /** Returns once the token's scopes have been asked for, whatever came of it, or after that time. */
    void awaitScopes(long millis);

    /** Whether the token has the scopes that a tool needs, as far as is known. */
    boolean allows(Tool tool);

    /** A line for those who started the program. */
    void say(String line);

    /** A fault of the program's own. @param where a tool's name, or which part of the server */
    void fault(String where, Throwable fault);

    /** A call has ended. @param start milliseconds since 1970 @param client its name, or "" */
    void called(String tool, long start, String outcome, String protocol, String client);

    /** A frame as one line of UTF-8, without secrets. */
    byte[] line(Object frame);

    /** A file of tools/views/, which lie beside the program's classes; null when there is none of that name. */
    InputStream view(String file);

    /** So many bytes that nobody can guess. */
    byte[] random(int many);

    /** Milliseconds since 1970. */
    long now();

    /** The session is over: threads end, what is to be reported is sent. */
    void close();
}
