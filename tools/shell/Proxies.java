package tools.shell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import tools.answer.FailureException;

/**
 * The way out that HTTPS_PROXY and NO_PROXY describe. It prints without its password.
 *
 * @param host        of the proxy
 * @param port        of the proxy
 * @param credentials {@code user:password}, decoded, or ""
 * @param direct what NO_PROXY names, lower case: {@code host}, {@code host:port} (both with everything below them) or
 *     {@code *}
 * @param written     the credentials as they were written
 */
public record Proxies(String host, int port, String credentials, List<String> direct, String written) {

    /**
     * @param proxy {@code [http://][user:password@]host[:port][/]}; user and password may be percent-encoded, the port
     *     is 80 by default
     * @param except names separated by commas or blanks, each with or without a leading dot or {@code *.}
     * @throws FailureException that says what is wrong, and never shows the value: it may hold a password
     */
    public static Proxies of(String proxy, String except) {
        String rest = proxy.strip();
        int scheme = rest.indexOf("://");
        if (scheme >= 0 && !rest.substring(0, scheme).equalsIgnoreCase("http")) throw wrong("its scheme is not http");
        if (scheme >= 0) rest = rest.substring(scheme + 3);
        int user = rest.lastIndexOf('@');
        String written = user < 0 ? "" : rest.substring(0, user);
        rest = rest.substring(user + 1);
        if (rest.indexOf('/') >= 0) rest = rest.substring(0, rest.indexOf('/'));
        int colon = rest.lastIndexOf(':') > rest.lastIndexOf(']') ? rest.lastIndexOf(':') : -1;
        String host = colon < 0 ? rest : rest.substring(0, colon);
        String port = colon < 0 ? "80" : rest.substring(colon + 1);
        if (!host.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\]"))
            throw wrong("its host is not a host name");
        if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65_535)
            throw wrong("its port is not a number from 1 to 65535");
        List<String> direct = new ArrayList<>();
        for (String entry : except.split("[,\\s]+")) {
            String name = entry.toLowerCase(Locale.ROOT);
            if (!name.isEmpty())
                direct.add(name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name);
        }
        return new Proxies(host, Integer.parseInt(port), decoded(written), direct, written);
    }

    private static FailureException wrong(String what) {
        return FailureException.input("HTTPS_PROXY",
            "must be http://host:port or http://user:password@host:port (" + what + ")");
    }

    private static String decoded(String text) {
        byte[] out = new byte[text.length() * 3];   // as many as UTF-8 needs at most
        int n = 0;
        for (int i = 0; i < text.length(); i++) {
            boolean coded = text.charAt(i) == '%' && text.length() > i + 2
                && text.substring(i + 1, i + 3).matches("[0-9A-Fa-f]{2}");
            byte[] bytes = coded ? new byte[] {(byte) Integer.parseInt(text.substring(i + 1, i + 3), 16)}
                : text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8);
            for (byte each : bytes) out[n++] = each;
            if (coded) i += 2;
        }
        return new String(out, 0, n, StandardCharsets.UTF_8);
    }

    /** Whether a connection to this host goes through the proxy. @param name as in a URI, lower or upper case */
    public boolean covers(String name, int itsPort) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (String entry : direct) {
            String bare =
                wanted.startsWith("[") && !entry.startsWith("[") ? wanted.substring(1, wanted.length() - 1) : wanted;
            String full = entry.endsWith(":" + itsPort) && !entry.equals(bare)
                ? entry.substring(0, entry.length() - (":" + itsPort).length()) : entry;
            if (entry.equals("*") || bare.equals(full) || bare.endsWith("." + full)) return false;
        }
        return true;
    }

    /** The value of a {@code Proxy-Authorization} header, or null when there are no credentials. */
    public String authorization() {
        return credentials.isEmpty() ? null
            : "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything that must never be shown. */
    public List<String> secrets() {
        if (credentials.isEmpty()) return List.of();
        return List.of(written, credentials, credentials.substring(credentials.indexOf(':') + 1),
            authorization().substring("Basic ".length()));
    }

    @Override
    public String toString() { return host + ":" + port; }
}
