package tools.mcp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.answer.FailureException;
import tools.answer.Suggestion;
import tools.sentry.Domain;
import tools.sentry.Tool;

/** The tools that a session can call, in the order in which they are listed. */
public final class Offers {
    /** A tool, and the domain that answers its calls. */
    public record Offer(Tool tool, Domain domain) {}

    /** Why a tool that is granted cannot be called all the same. */
    public interface Withheld {
        /** @return a sentence, or null when the tool is not granted either */
        String why(String tool);

        /**
         * Why no call at all can be made.
         *
         * @param client its name as it gives it, or ""
         * @return sentences, or null when calls can be made
         */
        default String unready(String client) {
            return null;
        }
    }

    private final Map<String, Offer> offers;
    private final Set<String> known;
    private final Withheld withheld;
    private final Map<String, String> aliases = new HashMap<>();

    /** @param known the names of all tools that there are, granted or not */
    public Offers(Map<String, Offer> offers, Set<String> known, Withheld withheld) {
        this.offers = offers;
        this.known = known;
        this.withheld = withheld;
        for (Offer offer : offers.values())
            for (String alias : offer.tool.aliases()) aliases.put(alias, offer.tool.name());
    }

    /** The tool of this name or alias, or null. */
    public Offer find(String name) {
        return offers.get(aliases.getOrDefault(name, name));
    }

    public boolean has(String name) { return offers.containsKey(name); }

    public Set<String> names() { return offers.keySet(); }

    /** A list of its own. */
    public List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        for (Offer offer : offers.values()) tools.add(offer.tool);
        return tools;
    }

    /** Why a tool that is granted cannot be called all the same; null when it is not granted either. */
    public String withheld(String name) {
        return withheld.why(name);
    }

    /** Why no call can be made at all, in sentences; null when calls can. @param client its name, or "" */
    public String unready(String client) {
        return withheld.unready(client);
    }

    /** "find_project; did you mean find_projects?" */
    public String unknown(String name) {
        String close = Suggestion.to(name, offers.keySet());
        String hint = close != null ? "; did you mean " + close + "?" : "";
        if (known.contains(name)) hint = "; this session does not grant it";
        return FailureException.show(name).replace("\"", "") + hint;
    }
}
