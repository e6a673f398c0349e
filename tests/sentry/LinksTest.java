import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.answer.FailureException;
import tools.sentry.Links;

class LinksTest {
    private static final Links SAAS = new Links("https", "sentry.io");
    private static final Links OWN = new Links("https", "errors.acme.example:9000");

    /** URL, then kind, organization, project, id, part; "-" = absent. */
    private static final String SHAPES =
        """
            https://acme-labs.sentry.io/issues/CHECKOUT-API-7K2/?project=1             ISSUE acme-labs - \
            CHECKOUT-API-7K2 -
            https://acme-labs.sentry.io/issues/360-API-1/                              ISSUE acme-labs - 360-API-1 -
            https://sentry.io/acme-labs/issues/5550012345                              ISSUE acme-labs - 5550012345 -
            https://sentry.io/acme-labs/checkout-api/issues/5550012345/                ISSUE acme-labs - 5550012345 -
            https://sentry.io/organizations/acme-labs/issues/5550012345/?query=is%3Aunresolved ISSUE acme-labs - \
            5550012345 -
            https://us.sentry.io/organizations/acme-labs/issues/77                     ISSUE acme-labs - 77 -
            https://us2.sentry.io/issues/77                                            ISSUE - - 77 -
            https://sentry.io/issues/77/#top                                           ISSUE - - 77 -
            https://ACME-LABS.Sentry.io/issues/77/activity/                            ISSUE acme-labs - 77 -
            https://acme-labs.sentry.io/issues/77/events/?query=x                      ISSUE acme-labs - 77 -
            https://acme-labs.sentry.io/issues/77/events/0f1e2d3c4b5a69788796a5b4c3d2e1f0/ EVENT acme-labs - 77 \
            0f1e2d3c4b5a69788796a5b4c3d2e1f0
            https://acme-labs.sentry.io/issues/77/events/latest/                       EVENT acme-labs - 77 latest
            https://acme-labs.sentry.io/issues/feedback/?feedbackSlug=checkout-api%3A5550099001 ISSUE acme-labs - \
            5550099001 -
            https://acme-labs.sentry.io/feedback/?feedbackSlug=checkout-api:5550099001 ISSUE acme-labs - 5550099001 -
            https://acme-labs.sentry.io/explore/traces/trace/4d3c2b1a00112233445566778899aabb/ TRACE acme-labs - \
            4d3c2b1a00112233445566778899aabb -
            https://acme-labs.sentry.io/performance/trace/4d3c2b1a00112233445566778899aabb/?node=txn-1 TRACE \
            acme-labs - 4d3c2b1a00112233445566778899aabb -
            https://acme-labs.sentry.io/traces/trace/4d3c/?node=span-8f7e6d5c4b3a2910  SPAN acme-labs - 4d3c \
            8f7e6d5c4b3a2910
            https://acme-labs.sentry.io/explore/profiling/profile/checkout-api/aa11/flamegraph/ PROFILE acme-labs \
            checkout-api aa11 -
            https://sentry.io/acme-labs/profiling/profile/checkout-api/flamegraph/?profilerId=ab12&start=2026-02-01T00:00:00Z PROFILE acme-labs checkout-api - ab12
            https://acme-labs.sentry.io/explore/conversations/slack%3AC042%3A17/?project=4507001 CONVERSATION \
            acme-labs - slack:C042:17 -
            https://acme-labs.sentry.io/explore/replays/9c8b/                          REPLAY acme-labs - 9c8b -
            https://acme-labs.sentry.io/replays/9c8b                                   REPLAY acme-labs - 9c8b -
            https://acme-labs.sentry.io/crons/nightly-settlement/                      MONITOR acme-labs - \
            nightly-settlement -
            https://acme-labs.sentry.io/crons/checkout-api/nightly-settlement/         MONITOR acme-labs checkout-api \
            nightly-settlement -
            https://acme-labs.sentry.io/insights/crons/checkout-api/nightly/details/   MONITOR acme-labs checkout-api \
            nightly -
            https://acme-labs.sentry.io/monitors/heartbeat/                            MONITOR acme-labs - heartbeat -
            https://acme-labs.sentry.io/monitors/8801/                                 MONITOR acme-labs - 8801 detector
            https://acme-labs.sentry.io/monitors/alerts/601/                           ALERT acme-labs - 601 issue
            https://acme-labs.sentry.io/monitors/alerts/                               LIST acme-labs - alerts -
            https://acme-labs.sentry.io/alerts/rules/crons/checkout-api/nightly/details/ MONITOR acme-labs \
            checkout-api nightly -
            https://acme-labs.sentry.io/issues/alerts/rules/uptime/checkout-api/91/details/ UPTIME acme-labs \
            checkout-api 91 -
            https://acme-labs.sentry.io/alerts/rules/checkout-api/1301/details/        ALERT acme-labs checkout-api \
            rule_id:1301 issue
            https://acme-labs.sentry.io/issues/alerts/rules/details/907/               ALERT acme-labs - \
            alert_rule_id:907 metric
            https://acme-labs.sentry.io/alerts/metric-rules/checkout-api/907/          ALERT acme-labs checkout-api \
            alert_rule_id:907 metric
            https://acme-labs.sentry.io/alerts/55/                                     ALERT acme-labs - 55 -
            https://acme-labs.sentry.io/releases/checkout-api%402.14.0/                RELEASE acme-labs - \
            checkout-api@2.14.0 -
            https://acme-labs.sentry.io/explore/releases/2.0%2Bb1/?project=1           RELEASE acme-labs - 2.0+b1 -
            https://acme-labs.sentry.io/dashboard/12/                                  DASHBOARD acme-labs - 12 -
            https://acme-labs.sentry.io/organizations/acme-labs/dashboards/12/         DASHBOARD acme-labs - 12 -
            https://acme-labs.sentry.io/preprod/snapshots/88123/                       SNAPSHOT acme-labs - 88123 -
            https://acme-labs.sentry.io/preprod/snapshots/88123/?selectedSnapshot=cart%2Fempty.png SNAPSHOT acme-labs \
            - 88123 cart/empty.png
            https://acme-labs.sentry.io/performance/summary/?transaction=%2Fcart       TRANSACTIONS acme-labs - - -
            https://acme-labs.sentry.io/issues/                                        LIST acme-labs - issues -
            https://acme-labs.sentry.io/issues/errors-outages/                         LIST acme-labs - issues -
            https://acme-labs.sentry.io/settings/account/                              OTHER acme-labs - - -
            https://acme-labs.sentry.io/crons/new/                                     OTHER acme-labs - - -
            https://acme-labs.sentry.io/replays/selectors/                             OTHER acme-labs - - -
            https://acme-labs.sentry.io/releases/new-events/                           OTHER acme-labs - - -
            https://acme-labs.sentry.io/dashboards/new/                                OTHER acme-labs - - -
            """;

    private static String shown(Links.Target target) {
        List<String> parts = new ArrayList<>(List.of(target.kind().name()));
        for (String part : new String[] {target.organization(), target.project(), target.id(), target.part()})
            parts.add(part == null ? "-" : part);
        return String.join(" ", parts);
    }

    @Test
    void everyShapeOfAUrlIsUnderstood() {
        for (String row : SHAPES.strip().lines().toList()) {
            String[] parts = row.strip().split("\\s+", 2);
            assertEquals(parts[1], shown(SAAS.target(parts[0])), parts[0]);
        }
    }

    @Test
    void aSelfHostedServerIsItsHostAndPort() {
        assertEquals("ISSUE acme-labs - 77 -",
            shown(OWN.target("https://errors.acme.example:9000/organizations/acme-labs/issues/77/")));
        assertEquals("ISSUE acme-labs - 77 -",
            shown(OWN.target("https://errors.acme.example:9000/acme-labs/issues/77/")));
        assertEquals("ISSUE - - 77 -", shown(OWN.target("http://errors.acme.example:9000/issues/77/")));
        assertEquals("ISSUE acme - 77 -", shown(new Links("https", "errors.acme.example")
            .target("https://errors.acme.example:443/organizations/acme/issues/77/")));
        refused(OWN, "https://errors.acme.example/issues/77/",
            "`https://errors.acme.example/issues/77/` is on \"errors.acme.example\", but this server is configured "
                + "for errors.acme.example:9000");
        refused(OWN, "https://acme-labs.sentry.io/issues/77/",
            "`https://acme-labs.sentry.io/issues/77/` is on \"acme-labs.sentry.io\", but this server is configured "
                + "for errors.acme.example:9000");
    }

    @Test
    void whatIsNoUrlOfThisSentryIsRefused() {
        refused(SAAS, "https://sentry.io.evil.example/issues/77/",
            "`https://sentry.io.evil.example/issues/77/` is on \"sentry.io.evil.example\", but this server is "
                + "configured for sentry.io");
        refused(SAAS, "https://evilsentry.io/issues/77/",
            "`https://evilsentry.io/issues/77/` is on \"evilsentry.io\", but this server is configured for "
                + "sentry.io");
        refused(SAAS, "https://me:pw@sentry.io/issues/77/", "`https://me:pw@sentry.io/issues/77/` is not a URL");
        refused(SAAS, "https:///issues/77/", "`https:///issues/77/` is not a URL");
        refused(SAAS, "ftp://sentry.io/issues/77/", "`ftp://sentry.io/issues/77/` is not an http(s) URL");
        refused(SAAS, "CHECKOUT-API-7K2", "\"CHECKOUT-API-7K2\" is not an http(s) URL");
    }

    private static void refused(Links links, String url, String why) {
        assertEquals(why, assertThrows(FailureException.class, () -> links.target(url)).getMessage());
    }

    @Test
    void escapesAreDecodedOnceAndEncodedBack() {
        assertEquals("größe 100% 🎉",
            SAAS.target("https://acme.sentry.io/releases/gr%C3%B6%C3%9Fe%20100%%20%F0%9F%8E%89/").id());
        assertEquals("%40", SAAS.target("https://acme.sentry.io/releases/%2540/").id());
        assertEquals("gr%C3%B6%C3%9Fe%20100%25%20%F0%9F%8E%89%2F%E2%82%AC", Links.encode("größe 100% 🎉/€"));
        assertEquals("%C3!", SAAS.target("https://acme.sentry.io/releases/%C3%21/").id(),
            "an escape that is no UTF-8 stays as it was");
        assertEquals("a b", SAAS.target("https://acme.sentry.io/issues/7/?query=a+b").query().get("query"));
    }
}
