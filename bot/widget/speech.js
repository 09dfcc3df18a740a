/** Reading aloud and hearing, with what the browser brings along. */

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

/** Reads aloud with a Vietnamese voice of the device. */
export class Voice {
  /** `found()` is called once it is known that there is one. */
  constructor(found) {
    this.synthesis = window.speechSynthesis;
    if (!this.synthesis) return;
    const look = () => {
      this.voice ??= this.synthesis.getVoices().find((voice) => /^vi\b/i.test(voice.lang));
      if (this.voice) found();
    };
    this.synthesis.addEventListener?.("voiceschanged", look);
    look();
  }

  /** Read `text`, line by line: engines cut long ones off. `ended` is called at the end. */
  read(text, ended) {
    this.stop();
    const lines = text.replace(/https?:\/\/\S+/g, "").split(/\n+/).filter((line) => line.trim());
    lines.forEach((line, index) => {
      const part = new SpeechSynthesisUtterance(line);
      part.lang = "vi-VN";
      part.voice = this.voice;
      part.rate = 0.95;
      part.onerror = ended;
      if (index === lines.length - 1) part.onend = ended;
      this.synthesis.speak(part);
    });
  }

  /** Be quiet. */
  stop() {
    this.synthesis?.cancel();
  }
}

/** Whether this browser can turn speech into text. Many send the sound to their maker for that. */
export const canHear = () => typeof Recognition === "function";

/** Hears one sentence at a time. */
export class Ear {
  /** `heard(text)` is called with each piece of text, `ended()` when it is over. */
  constructor(heard, ended) {
    this.recognition = new Recognition();
    this.recognition.lang = "vi-VN";
    this.recognition.onresult = ({ results, resultIndex }) => {
      for (const result of [...results].slice(resultIndex)) if (result.isFinal) heard(result[0].transcript.trim());
    };
    this.recognition.onend = () => {
      this.listening = false;
      ended();
    };
  }

  /** Begin to listen. */
  start() {
    this.listening = true;
    this.recognition.start();
  }

  /** What was heard so far still comes. */
  stop() {
    this.recognition.stop();
  }
}
