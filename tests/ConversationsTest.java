import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.Failure;

class ConversationsTest {
    static List<Case> cases() {
        return List.of(
            Case.of("search_ai_conversations", "organizationSlug", "acme-labs").get("organizations/acme-labs/ai-conversations", "conversations/list.json").next("0:10:0"),
            Case.of("get_ai_conversation_details", "organizationSlug", "acme-labs", "conversationId", "conv-88")
                .get("organizations/acme-labs/ai-conversations/conv-88", "conversations/conversation.json"));
    }

    @Test void show() { cases().forEach(c -> System.out.println(FakeSentry.text(c))); }
}
