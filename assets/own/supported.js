// Tells the stylesheet that scripts run. A file, because the content security policy forbids inline scripts.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " nhsuk-frontend-supported" : "");
