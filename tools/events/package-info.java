//SOURCES Cells.java
//SOURCES Conversations.java
//SOURCES Events.java
//SOURCES FieldHelp.java
//SOURCES Profiles.java
//SOURCES Prompts.java
//SOURCES Replays.java
//SOURCES Search.java
//SOURCES TraceTree.java
//SOURCES Traces.java

/**
 * What applications send besides issues: errors, spans, logs and metrics as tables and over time, traces, profiles,
 * replays, conversations with models; and the search in plain words.
 */
package tools.events;
