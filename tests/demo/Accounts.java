package demo;

import static demo.Plain.list;
import static demo.Plain.map;
import static demo.Plain.text;

import demo.DemoSentry.Reply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Who is asking: the token's user, its scopes, its organizations, and the device flow that gives tokens away. */
final class Accounts {
    private static final AtomicInteger POLLS = new AtomicInteger();

    private Accounts() {}

    static void add(DemoSentry.Routes routes) {
        routes
            .get("",
                ask -> map("version", "0", "auth", map("scopes", ask.home.data.get("scopes")), "user", user(ask.home)))
            .get("auth", ask -> user(ask.home))
            .get("users/me", ask -> user(ask.home))
            .get("users/me/regions", ask -> map("regions", list()))
            .get("organizations", ask -> ask.page(ask.named(List.of(organization(ask)), "name", "slug")))
            .get("organizations/{org}", Accounts::organization);
    }

    private static Map<String, Object> user(Organization home) {
        Map<String, Object> me = home.me();
        return map("id", text(me, "id"), "name", text(me, "name"), "username", text(me, "username"), "email",
            text(me, "email"), "isActive", true, "isSuperuser", false, "isStaff", false, "has2fa", true,
            "emails", list(map("id", "91", "email", text(me, "email"), "is_verified", true)), "dateJoined",
            Plain.at(home.data, "organization", "dateCreated"));
    }

    private static Map<String, Object> organization(Ask ask) {
        String self = ask.url.replaceFirst("/api/0/.*", "");
        return Plain.with(Plain.object(ask.home.data, "organization"), "links",
            map("organizationUrl", self, "regionUrl", self), "access", ask.home.data.get("scopes"), "role", "admin");
    }

    /** RFC 8628: the second question after a token is answered with one. */
    static Reply device(String path, Map<String, List<String>> form) {
        if (path.equals("/oauth/device/code/")) {
            if (!form.containsKey("client_id")) return Reply.of(400, map("error", "invalid_client"));
            POLLS.set(0);
            return Reply.of(200,
                map("device_code", "demo-device-code", "user_code", "ACME-LABS", "verification_uri",
                    "http://127.0.0.1/oauth/device/", "verification_uri_complete",
                    "http://127.0.0.1/oauth/device/?user_code=ACME-LABS", "expires_in", 600, "interval", 1));
        }
        if (!path.equals("/oauth/token/")) return Reply.of(404, map("detail", "The requested resource does not exist"));
        if (!List.of("urn:ietf:params:oauth:grant-type:device_code").equals(form.get("grant_type")))
            return Reply.of(400, map("error", "unsupported_grant_type"));
        if (!List.of("demo-device-code").equals(form.get("device_code")))
            return Reply.of(400, map("error", "invalid_grant"));
        if (POLLS.incrementAndGet() < 2) return Reply.of(400, map("error", "authorization_pending"));
        return Reply.of(200, map("access_token", "demo-token-of-acme-labs", "token_type", "Bearer", "expires_in",
            2_592_000, "scope", "org:read project:read team:read event:read"));
    }
}
