package tools.events;

import java.util.ArrayDeque;
import java.util.Deque;
import tools.json.Json;

/**
 * The JSON object in what a language model said. Models think aloud, correct themselves, wrap their answer in a fence
 * and write JSON as they would write a program: what counts is the last object behind their thoughts, mended where that
 * changes no meaning.
 */
final class Draft {
    private Draft() {}

    /** Objects that are looked at in one text: who writes more has not answered. */
    private static final int MOST = 50;

    /** The answer; {@link Json#NONE} when there is none. */
    static Json read(String said) {
        String text = answer(said);
        Json last = Json.NONE;
        int tried = 0;
        for (int at = text.indexOf('{'); at >= 0 && tried < MOST; tried++) {
            int end = end(text, at);
            Json read = object(end < 0 ? text.substring(at) : text.substring(at, end));
            if (read.isObject() && !(read.empty() && last.present())) last = read;
            // inside an object there is no other answer; behind a brace that begins none there may be
            at = text.indexOf('{', read.isObject() ? end < 0 ? text.length() : end : at + 1);
        }
        return last;
    }

    /** What stands behind the model's thoughts; nothing when they do not end. */
    private static String answer(String said) {
        int closed = said.lastIndexOf("</think>");
        String rest = closed < 0 ? said : said.substring(closed + "</think>".length());
        int open = rest.indexOf("<think>");
        return open < 0 ? rest : rest.substring(0, open);
    }

    private static Json object(String text) {
        try {
            return Json.read(text);
        } catch (IllegalArgumentException broken) {
            try {
                return Json.read(mended(text));
            } catch (IllegalArgumentException beyond) {
                return Json.NONE;
            }
        }
    }

    /** After the brace that closes the one at {@code from}; -1 when none does. Braces in strings do not count. */
    private static int end(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') i++;
            else if (c == '"') quoted = !quoted;
            else if (!quoted && c == '{') depth++;
            else if (!quoted && c == '}' && --depth == 0) return i + 1;
        }
        return -1;
    }

    /**
     * Line breaks inside strings are escaped, commas before a closing bracket and comments are left out, True, False
     * and None are JSON's, and what is still open at the end is closed.
     */
    static String mended(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        Deque<Character> open = new ArrayDeque<>();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\' && i + 1 < text.length()) out.append(c).append(text.charAt(++i));
                else if (c == '\n') out.append("\\n");
                else if (c == '\r' || c < ' ') out.append(c == '\t' ? "\\t" : "");
                else {
                    out.append(c);
                    quoted = c != '"';
                }
                continue;
            }
            if (c == '"') quoted = true;
            else if (c == '{' || c == '[') open.push(c == '{' ? '}' : ']');
            else if (c == '}' || c == ']') {
                comma(out);
                if (!open.isEmpty()) open.pop();
            } else if (c == '/' && text.startsWith("//", i)) {
                i = text.indexOf('\n', i) < 0 ? text.length() : text.indexOf('\n', i);
                continue;
            } else {
                String word = word(text, i);
                if (word != null) {
                    out.append(word);
                    i += word.equals("null") ? 3 : word.length() - 1;
                    continue;
                }
            }
            out.append(c);
        }
        if (quoted) out.append('"');
        comma(out);
        while (!open.isEmpty()) out.append(open.pop());
        return out.toString();
    }

    /** Python's words for JSON's; null where there is none. Each is as long as what it stands for. */
    private static String word(String text, int at) {
        if (at > 0 && Character.isLetterOrDigit(text.charAt(at - 1))) return null;
        if (text.startsWith("True", at)) return "true";
        if (text.startsWith("False", at)) return "false";
        return text.startsWith("None", at) ? "null" : null;
    }

    private static void comma(StringBuilder out) {
        int end = out.length();
        while (end > 0 && Character.isWhitespace(out.charAt(end - 1))) end--;
        if (end > 0 && out.charAt(end - 1) == ',') out.deleteCharAt(end - 1);
    }
}
