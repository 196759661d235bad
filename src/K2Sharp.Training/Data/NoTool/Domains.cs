namespace K2Sharp.Training.Data.NoTool;

/// <summary>The domains: each with three tools, whose argument is the domain's, and ten requests that name it by its words.</summary>
internal static class Domains
{
    public static IReadOnlyList<Domain> All { get; } =
    [
        new(
            "weather", "tell the weather", ValueKind.Name, ValueKind.Weather, "The weather in {0}: {1}.",
            [
                new("get_weather", "city", "Tells the weather of a city."),
                new("forecast", "city", "Gives the weather forecast."),
                new("check_weather", "city", "Looks up the weather now."),
            ],
            [
                "What is the weather in {0}?", "How is the weather in {0} today?", "Will it rain in {0}?",
                "Tell me the weather for {0}.", "Is it sunny in {0} now?", "I need the weather forecast for {0}.", "Is it cold in {0}?",
                "What is the temperature in {0}?", "What weather does {0} have?", "Does it rain in {0} today?",
            ]),
        new(
            "calendar", "write to a calendar", ValueKind.Words, ValueKind.Number, "{0} is in the calendar: {1}.",
            [
                new("add_event", "event", "Adds an event to the calendar."),
                new("create_appointment", "event", "Puts an appointment into the calendar."),
                new("calendar_add", "event", "Writes to the calendar."),
            ],
            [
                "Add {0} to my calendar.", "Put {0} into the calendar.", "Make an appointment for {0}.",
                "Create a calendar event: {0}.", "Write {0} into my calendar.", "Schedule {0} for tomorrow.",
                "I need an event in my calendar: {0}.", "Block time for {0} in my calendar.",
                "Please add the event {0} to the calendar.", "Make a calendar entry for {0}.",
            ]),
        new(
            "mail", "send mail", ValueKind.Name, ValueKind.Number, "The mail to {0} is sent: {1}.",
            [
                new("send_mail", "person", "Sends a mail to a person."),
                new("write_email", "person", "Writes and sends an email."),
                new("mail_to", "person", "Sends mail."),
            ],
            [
                "Send a mail to {0}.", "Write an email to {0}.", "Mail {0} for me.", "I want to send an email to {0}.",
                "Send {0} an email.", "Please mail this to {0}.", "Email {0} that I am late.", "Can you send {0} a mail?",
                "Write a mail to {0}, please.", "I need to email {0}.",
            ]),
        new(
            "translation", "translate", ValueKind.Words, ValueKind.Name, "{0} means {1}.",
            [
                new("translate", "text", "Translates a text."),
                new("translate_text", "text", "Translates words into another language."),
                new("to_french", "text", "Translates a text into French."),
            ],
            [
                "Translate {0}.", "How do you say {0} in French?", "Translate {0} into French.", "What is {0} in French?",
                "Give me the translation of {0}.", "I need {0} in French.", "Please translate the words {0}.",
                "What does {0} mean in French?", "I need a translation of {0}.", "Say {0} in French.",
            ]),
        new(
            "hotel", "book a hotel", ValueKind.Name, ValueKind.Number, "A hotel in {0} is booked: {1}.",
            [
                new("book_hotel", "place", "Books a hotel room."),
                new("reserve_room", "place", "Reserves a room in a hotel."),
                new("hotel_booking", "place", "Books hotels."),
            ],
            [
                "Book a hotel in {0}.", "I need a hotel room in {0}.", "Reserve a hotel in {0} for me.", "Find me a hotel in {0}.",
                "Get me a room in a hotel in {0}.", "Can you book a room in {0}?", "I want to sleep in a hotel in {0}.",
                "Make a hotel booking in {0}.", "Reserve a room in {0}.", "I want a hotel in {0}.",
            ]),
        new(
            "music", "play music", ValueKind.Words, ValueKind.Number, "Playing {0}, track {1}.",
            [
                new("play_music", "song", "Plays music."),
                new("play_song", "song", "Plays a song."),
                new("start_player", "song", "Starts the music player."),
            ],
            [
                "Play {0}.", "Play the song {0}.", "I want to hear {0}.", "Put on the song {0}.", "Start the music: {0}.",
                "Play some music, {0}.", "Let me hear the song {0}.", "Can you play {0}?", "Please play the music {0}.",
                "I want to listen to the song {0}.",
            ]),
        new(
            "timer", "set a timer", ValueKind.Number, ValueKind.Number, "The timer for {0} minutes is set: {1}.",
            [
                new("set_timer", "minutes", "Sets a timer."),
                new("start_timer", "minutes", "Starts a timer in minutes."),
                new("countdown", "minutes", "Counts down minutes."),
            ],
            [
                "Set a timer for {0} minutes.", "Start a timer of {0} minutes.", "Wake me in {0} minutes.", "Timer for {0} minutes.",
                "Count down {0} minutes.", "I need a timer for {0} minutes.", "Remind me in {0} minutes.",
                "Tell me when {0} minutes are over.", "Please start the timer, {0} minutes.", "Set the timer to {0} minutes.",
            ]),
        new(
            "currency", "convert money", ValueKind.Number, ValueKind.Number, "{0} euros are {1} dollars.",
            [
                new("convert_money", "euros", "Converts euros to dollars."),
                new("exchange_rate", "euros", "Exchanges euros for dollars."),
                new("to_dollars", "euros", "Converts money to dollars."),
            ],
            [
                "Convert {0} euros to dollars.", "How many dollars are {0} euros?", "What are {0} euros in dollars?",
                "Change {0} euros into dollars.", "I have {0} euros, how much is that in dollars?", "Exchange {0} euros for dollars.",
                "Give me {0} euros in dollars.", "How much are {0} euros in dollars?", "What do I get in dollars for {0} euros?",
                "Turn {0} euros into dollars.",
            ]),
        new(
            "news", "read the news", ValueKind.Words, ValueKind.Words, "News about {0}: {1}.",
            [
                new("get_news", "topic", "Gets the news about a topic."),
                new("read_news", "topic", "Reads the latest news."),
                new("headlines", "topic", "Lists news headlines."),
            ],
            [
                "What is the news about {0}?", "Read me the news on {0}.", "Any news about {0}?", "Show me the headlines about {0}.",
                "Give me the latest news on {0}.", "I want news about {0}.", "What do the newspapers say about {0}?",
                "Are there headlines about {0}?", "Tell me the news about {0}.", "Is there any news on {0}?",
            ]),
        new(
            "notes", "save a note", ValueKind.Words, ValueKind.Number, "The note {0} is saved: {1}.",
            [
                new("save_note", "note", "Saves a note."),
                new("write_note", "note", "Writes a note down."),
                new("add_note", "note", "Adds a note to the list."),
            ],
            [
                "Save a note: {0}.", "Note down {0}.", "Write a note about {0}.", "Take a note: {0}.", "Make a note of {0}.",
                "Keep a note that says {0}.", "Add a note: {0}.", "Please note {0}.", "I want to save the note {0}.",
                "Write down a note: {0}.",
            ]),
        new(
            "food", "order food", ValueKind.Words, ValueKind.Number, "{0} is ordered: {1}.",
            [
                new("order_food", "dish", "Orders food."),
                new("order_meal", "dish", "Orders a meal from a restaurant."),
                new("food_delivery", "dish", "Delivers food."),
            ],
            [
                "Order {0} for dinner.", "I am hungry, order {0}.", "Get me {0} from the restaurant.", "I want to eat {0}, order it.",
                "Order a meal: {0}.", "Please order food: {0}.", "Have {0} delivered for lunch.",
                "I would like to order {0} for lunch.", "Order {0} from a restaurant.", "Get a meal delivered: {0}.",
            ]),
        new(
            "taxi", "call a taxi", ValueKind.Name, ValueKind.Number, "The taxi to {0} comes: number {1}.",
            [
                new("call_taxi", "goal", "Calls a taxi."),
                new("book_taxi", "goal", "Books a taxi ride."),
                new("order_cab", "goal", "Orders a cab."),
            ],
            [
                "Call a taxi to {0}.", "I need a taxi to {0}.", "Get me a cab to {0}.", "Book a taxi to {0}.", "Order a cab to {0}.",
                "Send a taxi, I go to {0}.", "I want to ride to {0} in a taxi.", "Can I have a taxi to {0}?",
                "Please get me a taxi to {0}.", "I need a cab to {0}.",
            ]),
        new(
            "lights", "switch lights", ValueKind.Words, ValueKind.Number, "The light {0} is on: {1}.",
            [
                new("light_on", "lamp", "Switches a light on."),
                new("switch_light", "lamp", "Switches lights."),
                new("set_lamp", "lamp", "Turns a lamp on."),
            ],
            [
                "Turn on the light {0}.", "Switch on the lamp {0}.", "Light on: {0}.", "Make light, lamp {0}.", "Turn the lamp {0} on.",
                "Switch the light {0} on.", "It is dark, turn on the lamp {0}.", "I need the light {0}.",
                "Please switch on the light {0}.", "Turn on the lamp {0}.",
            ]),
        new(
            "flights", "find a flight", ValueKind.Name, ValueKind.Number, "The flight to {0} has number {1}.",
            [
                new("find_flight", "airport", "Finds a flight to a city."),
                new("search_flights", "airport", "Searches for flights."),
                new("book_flight", "airport", "Books a flight."),
            ],
            [
                "Find a flight to {0}.", "I want to fly to {0}.", "Book a flight to {0}.", "Is there a flight to {0}?",
                "Which plane flies to {0}?", "Search flights to {0}.", "Get me on a plane to {0}.", "When does the plane to {0} leave?",
                "I need a flight to {0}.", "Look for a plane to {0}.",
            ]),
        new(
            "library", "look up books", ValueKind.Words, ValueKind.Number, "The book {0} is on shelf {1}.",
            [
                new("find_book", "book", "Finds a book in the library."),
                new("library_search", "book", "Searches the library."),
                new("book_shelf", "book", "Tells the shelf of a book."),
            ],
            [
                "Find the book {0}.", "Does the library have {0}?", "On which shelf is the book {0}?", "I want to read the book {0}.",
                "Look for the book {0} in the library.", "Is the book {0} in the library?", "I want to borrow the book {0}.",
                "Where is the book {0}?", "Search the library for {0}.", "Where do I find the book {0}?",
            ]),
    ];
}
