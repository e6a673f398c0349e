package tools;

import java.util.List;

/**
 * One area of Sentry: the tools it offers, as plain data, and the code that answers their calls.
 *
 * <p>To add a tool: one entry in {@link #tools()}, one case in {@link #call}, and one row in the skills table of
 * {@code SentryMcp.java}, without which nobody can call it.
 */
public interface Domain {
    /** The tools of this domain, in the order in which a client should list them. Built without any work: it runs at every start. */
    List<Tool> tools();

    /**
     * Answers one call. Arguments have been validated against the tool's parameters.
     *
     * @throws Failure with a text for the user
     */
    Answer call(String tool, Call call);
}
