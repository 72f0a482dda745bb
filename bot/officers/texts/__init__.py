"""What do we say to citizens, about their case and about the law, who stands for it, and how does an office change it?"""
