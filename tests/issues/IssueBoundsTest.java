import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tools.answer.Answer;
import tools.json.Json;
import tools.sentry.Images;

/** How much of an issue and of its events is shown, on both sides of each bound. */
class IssueBoundsTest {
    private static final String ISSUE = "organizations/acme-labs/issues/CHECKOUT-API-7K2";

    private static Json view(String event, String tags) {
        return Json.of(FakeSentry.call(Case.of("get_issue_details", "organizationSlug", "acme-labs", "issueId",
            "CHECKOUT-API-7K2").on("GET", ISSUE, "{\"shortId\":\"A-1\"}")
            .on("GET", ISSUE + "/events/latest", event).on("GET", ISSUE + "/tags", tags)).view());
    }

    private static String list(int many, String each) {
        StringBuilder list = new StringBuilder("[");
        for (int i = 1; i <= many; i++) list.append(i == 1 ? "" : ",").append(each.replace("#", String.valueOf(i)));
        return list.append(']').toString();
    }

    @Test
    void theViewHasTheLastSixtyBreadcrumbs() {
        for (int crumbs : new int[] {60, 61}) {
            Json shown = view("{\"id\":\"1\",\"entries\":[{\"type\":\"breadcrumbs\",\"data\":{\"values\":"
                + list(crumbs, "{\"message\":\"step #\"}") + "}}]}", "[]");
            assertEquals(60, shown.list("event", "breadcrumbs").size());
            assertEquals("step " + crumbs, shown.list("event", "breadcrumbs").get(59).text("message"));
        }
    }

    @Test
    void theViewHasTwentyFourTagsWithFiveValuesEach() {
        for (int more : new int[] {0, 1}) {
            String tag = "{\"key\":\"tag#\",\"totalValues\":9,\"topValues\":"
                + list(5 + more, "{\"value\":\"v\",\"count\":1}") + "}";
            Json shown = view("{\"id\":\"1\"}", list(24 + more, tag.replace("\"v\"", "\"v\"")));
            assertEquals(24, shown.list("tags").size(), shown.write());
            assertEquals(5, shown.list("tags").get(0).list("topValues").size(), shown.write());
        }
    }

    /** Where no frame is known to be the application's, the newest ones are the best guess. */
    @Test
    void ofAStackOfLibrariesEightFramesAreShown() {
        for (int frames : new int[] {8, 9}) {
            String text = FakeSentry.text(IssueEventsTest.brief("issues/issue.json", "issues/event-default.json")
                .answering(1, "{\"platform\":\"python\",\"entries\":[{\"type\":\"exception\",\"data\":{\"values\":"
                    + "[{\"type\":\"E\",\"stacktrace\":{\"frames\":"
                    + list(frames, "{\"filename\":\"lib.py\",\"lineNo\":#,\"function\":\"f#\",\"inApp\":false}")
                    + "}}]}}]}"));
            assertEquals(8, text.lines().filter(line -> line.startsWith("File \"lib.py\"")).count(), text);
            assertTrue(text.contains("in f" + frames + "\n"), "the newest");
            assertEquals(frames == 9, text.contains("\n    … 1 more frame\n"), text);
        }
    }

    @Test
    void aTextOf14000CharactersIsShownWholeAndOfALongerOneTheFirst3000AndTheLast9000() {
        String whole = FakeSentry.text(file("a".repeat(14_000).getBytes(StandardCharsets.US_ASCII)));
        assertTrue(whole.contains("a".repeat(14_000)), whole);
        String parts = FakeSentry.text(file(("a".repeat(3_000) + "b".repeat(2_001) + "c".repeat(9_000))
            .getBytes(StandardCharsets.US_ASCII)));
        assertTrue(parts.contains("\n" + "a".repeat(3_000) + "\n") && parts.contains("\n" + "c".repeat(9_000) + "\n")
            && parts.contains("2,001 of 14,001 characters are left out in between."), parts);
    }

    private static Case file(byte[] content) {
        return Case.of("get_event_attachment", "organizationSlug", "acme-labs", "projectSlug", "checkout-api",
            "eventId", "0123456789abcdef0123456789abcdef", "attachmentId", "80551")
            .bytes(FILE + "?download=1", "application/octet-stream", content).on("GET", FILE, "{\"id\":\"80551\"}");
    }

    private static final String FILE =
        "projects/acme-labs/checkout-api/events/0123456789abcdef0123456789abcdef/attachments/80551";

    /** Noise, which cannot be packed: a picture of more than three megabytes when it is large. */
    private static byte[] noise(int width, int height) throws IOException {
        Random random = new Random(7);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) for (int y = 0; y < height; y++) image.setRGB(x, y, random.nextInt(1 << 24));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, "png", out));
        return out.toByteArray();
    }

    private static int widthShown(byte[] picture) throws IOException {
        Case made = file(picture);
        FakeSentry sentry = new FakeSentry(made);
        sentry.fit = (image, longestSide) -> Images.fit(image, longestSide, () -> {});
        Answer.Image shown = sentry.answer(made).images().get(0);
        return ImageIO.read(new ByteArrayInputStream(shown.bytes())).getWidth();
    }

    @Test
    void aPictureThatIsTooLargeForClientsIsShown2048PixelsWide() throws IOException {
        assertEquals(2_300, widthShown(noise(2_300, 400)), "of less than three megabytes it stays");
        assertEquals(2_048, widthShown(noise(2_300, 500)));
    }
}
