//SOURCES Calls.java
//SOURCES ClientBudget.java
//SOURCES Consents.java
//SOURCES Offers.java
//SOURCES Outside.java
//SOURCES Peer.java
//SOURCES PromptMenu.java
//SOURCES Protocol.java
//SOURCES ProtocolVersion.java
//SOURCES Questions.java
//SOURCES RunningCall.java
//SOURCES Server.java
//SOURCES Things.java
//SOURCES ViewData.java
//SOURCES Views.java

/**
 * The Model Context Protocol: its words in each revision, the server's dispatch, calls and their users' consent.
 * Streams and threads are handed in.
 */
package tools.mcp;
