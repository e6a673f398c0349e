//SOURCES Answered.java
//SOURCES Bound.java
//SOURCES Call.java
//SOURCES Checks.java
//SOURCES Dataset.java
//SOURCES DeviceLogin.java
//SOURCES Documentation.java
//SOURCES Domain.java
//SOURCES Endpoints.java
//SOURCES Errand.java
//SOURCES EventFields.java
//SOURCES HttpFailure.java
//SOURCES Images.java
//SOURCES IssueRef.java
//SOURCES LanguageModel.java
//SOURCES Links.java
//SOURCES Memory.java
//SOURCES ModelProtocol.java
//SOURCES Names.java
//SOURCES Param.java
//SOURCES Port.java
//SOURCES ProjectFilter.java
//SOURCES Query.java
//SOURCES Scopes.java
//SOURCES Sentry.java
//SOURCES SentryCall.java
//SOURCES SentryErrand.java
//SOURCES Services.java
//SOURCES Settings.java
//SOURCES Tool.java
//SOURCES UrlArguments.java
//SOURCES UrlShapes.java

/**
 * The port to Sentry, and the words in which tools are written: {@link tools.sentry.Tool}, {@link tools.sentry.Param},
 * {@link tools.sentry.Call}, {@link tools.sentry.Domain}. What may be asked, how patiently, and what is said when it
 * fails; who sends it is the program's business.
 */
package tools.sentry;
