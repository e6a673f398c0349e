//SOURCES Cells.java
//SOURCES ConversationAnswers.java
//SOURCES Conversations.java
//SOURCES Draft.java
//SOURCES EventAnswers.java
//SOURCES EventSeries.java
//SOURCES EventSeriesAnswers.java
//SOURCES Events.java
//SOURCES FieldHelp.java
//SOURCES FieldList.java
//SOURCES Precise.java
//SOURCES ProfileAnswers.java
//SOURCES Profiles.java
//SOURCES Prompts.java
//SOURCES ReplayAnswers.java
//SOURCES Replays.java
//SOURCES Search.java
//SOURCES SearchAnswers.java
//SOURCES Series.java
//SOURCES SeriesReader.java
//SOURCES Timeline.java
//SOURCES TraceAnswers.java
//SOURCES TraceTree.java
//SOURCES TraceView.java
//SOURCES Traces.java

/**
 * What applications send besides issues: errors, spans, logs and metrics as tables and over time, traces, profiles,
 * replays, conversations with models; and the search in plain words.
 */
package tools.events;
