// A host's page, bundled for the browser: the official AppBridge on one side, the view's frame on the other.
// window.heard is given by drive.mjs.
import { AppBridge, PostMessageTransport } from '@modelcontextprotocol/ext-apps/app-bridge';

const plain = (value) => JSON.parse(JSON.stringify(value ?? null));
const tell = (what, value) => window.heard(what, plain(value));
let bridge, frame, context;

window.host = {
  async open({ url, width, capabilities, hostContext }) {
    context = hostContext;
    frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.style.cssText = `width:${width}px;height:40px;border:0;display:block`;
    document.body.append(frame);
    bridge = new AppBridge(null, { name: 'views', version: '1' }, capabilities, { hostContext });
    bridge.addEventListener('initialized', () => tell('initialized', bridge.getAppVersion()));
    bridge.addEventListener('sizechange', (size) => {
      frame.style.height = size.height + 'px';
      tell('size', size);
    });
    if (capabilities.openLinks)
      bridge.onopenlink = async (link) => {
        tell('link', link);
        return {};
      };
    if (capabilities.serverTools)
      bridge.oncalltool = async (call) => {
        tell('call', call);
        return window.answer(plain(call));
      };
    bridge.onrequestdisplaymode = async (mode) => {
      tell('mode', mode);
      return { mode: mode.mode };
    };
    const wire = new PostMessageTransport(frame.contentWindow, frame.contentWindow),
      send = wire.send.bind(wire);
    wire.send = (message, options) => {
      if (message.error) tell('refused', message);
      return send(message, options);
    };
    await bridge.connect(wire);
    const receive = wire.onmessage;
    wire.onmessage = (message, extra) => {
      tell('wire', message);
      receive(message, extra);
    };
    frame.src = url;
  },
  input: (args) => bridge.sendToolInput({ arguments: args }),
  result: (result) => bridge.sendToolResult(result),
  cancelled: () => bridge.sendToolCancelled({ reason: 'user action' }),
  context(changed) {
    if (changed.containerDimensions) frame.style.width = changed.containerDimensions.width + 'px';
    context = { ...context, ...changed };
    bridge.setHostContext(context);
  },
  teardown: () => bridge.teardownResource({}, { timeout: 2000 }),
  ping: () => bridge.request({ method: 'ping' }, { timeout: 2000 }),
};
tell('loaded');
