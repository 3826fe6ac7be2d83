// A printed address opens the chat by itself; without scripts the button does.
document.querySelector('form').requestSubmit();
